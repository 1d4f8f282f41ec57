package io.giftledger.operator.export;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.ledger.table.Item;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A full export of a table, as DynamoDB writes it into a bucket: {@code manifest-summary.json},
 * {@code manifest-files.json} and the files in {@code data/}, there or copied into a folder. The
 * items come in no order, one line of a file in memory. All of each file is there, or it is
 * refused.
 */
public final class TableExport {

  private static final JsonFactory JSON = new JsonFactory();

  private final Parts parts;

  private TableExport(Parts parts) {
    this.parts = parts;
  }

  /** Where the files are. */
  private interface Parts {

    /** Reads one, by its name below the manifests' place. */
    InputStream open(String name) throws IOException;
  }

  /**
   * One that was copied.
   *
   * @param folder in which the manifests are
   */
  public static TableExport in(Path folder) {
    return new TableExport(name -> Files.newInputStream(folder.resolve(name)));
  }

  /**
   * One where DynamoDB put it.
   *
   * @param prefix what the manifests' names begin with, with the slash at its end
   */
  public static TableExport in(S3Client s3, String bucket, String prefix) {
    return new TableExport(
        name -> {
          try {
            return s3.getObject(object -> object.bucket(bucket).key(prefix + name));
          } catch (NoSuchKeyException missing) {
            throw new NoSuchFileException("s3://" + bucket + "/" + prefix + name);
          }
        });
  }

  /**
   * Shows every item, one by one.
   *
   * @throws IOException if a file cannot be read, lacks something or is no such file
   */
  public void each(Consumer<Item> see) throws IOException {
    Map<?, ?> summary = object(text("manifest-summary.json"));
    if (!"DYNAMODB_JSON".equals(summary.get("outputFormat"))
        || summary.containsKey("exportType") && !"FULL_EXPORT".equals(summary.get("exportType"))) {
      throw new IOException("this is no full export in DynamoDB JSON");
    }
    long items = 0;
    for (String line : text("manifest-files.json").lines().toList()) {
      if (!line.isBlank()) items += each(new DataFile(object(line)), see);
    }
    if (items != DataFile.number(summary, "itemCount")) {
      throw new IOException("the files have " + items + " items, and not those of the summary");
    }
  }

  private long each(DataFile file, Consumer<Item> see) throws IOException {
    String name = "data/" + file.name();
    MessageDigest digest = md5();
    long items = 0;
    try (InputStream bytes = new DigestInputStream(parts.open(name), digest);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(bytes), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) continue;
        if (!(object(line).get("Item") instanceof Map<?, ?> item)) {
          throw new IOException(name + " has a line without an item");
        }
        see.accept(Attributes.item(attributes(item)));
        items++;
      }
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    if (items != file.items()
        || !Base64.getEncoder().encodeToString(digest.digest()).equals(file.md5())) {
      throw new IOException(name + " is not the file of the manifest");
    }
    return items;
  }

  /** A line of the manifest of files. */
  private record DataFile(Map<?, ?> said) {

    String name() {
      String key = String.valueOf(said.get("dataFileS3Key"));
      return key.substring(key.lastIndexOf('/') + 1);
    }

    long items() throws IOException {
      return number(said, "itemCount");
    }

    String md5() {
      return String.valueOf(said.get("md5Checksum"));
    }

    static long number(Map<?, ?> said, String name) throws IOException {
      if (said.get(name) instanceof Long number) return number;
      throw new IOException("the manifest has no " + name);
    }
  }

  /** The files' digest is DynamoDB's choice: against a broken copy, not against anybody. */
  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, AttributeValue> attributes(Map<?, ?> item) throws IOException {
    Map<String, AttributeValue> attributes = HashMap.newHashMap(item.size());
    for (Map.Entry<?, ?> attribute : item.entrySet()) {
      attributes.put(String.valueOf(attribute.getKey()), value(attribute.getValue()));
    }
    return attributes;
  }

  /** An attribute in its type's word: {@code {"N": "5"}}. */
  private static AttributeValue value(Object typed) throws IOException {
    if (typed instanceof Map<?, ?> one && one.size() == 1) {
      Map.Entry<?, ?> only = one.entrySet().iterator().next();
      String type = String.valueOf(only.getKey());
      Object value = only.getValue();
      switch (value) {
        case String text when type.equals("S") -> {
          return AttributeValue.fromS(text);
        }
        case String number when type.equals("N") -> {
          return AttributeValue.fromN(number);
        }
        case String bytes when type.equals("B") -> {
          return AttributeValue.fromB(SdkBytes.fromByteArray(Base64.getDecoder().decode(bytes)));
        }
        case Boolean flag when type.equals("BOOL") -> {
          return AttributeValue.fromBool(flag);
        }
        case Map<?, ?> fields when type.equals("M") -> {
          return AttributeValue.fromM(attributes(fields));
        }
        case List<?> many when type.equals("L") -> {
          List<AttributeValue> values = new ArrayList<>();
          for (Object each : many) values.add(value(each));
          return AttributeValue.fromL(values);
        }
        default -> {}
      }
    }
    throw new IOException("an attribute that no item has: " + typed);
  }

  private String text(String name) throws IOException {
    try (InputStream bytes = parts.open(name)) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<?, ?> object(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT
          && read(parser) instanceof Map<?, ?> object) {
        return object;
      }
    } catch (JacksonException malformed) {
      throw new IOException("this is no JSON: " + malformed.getOriginalMessage(), malformed);
    }
    throw new IOException("this is no JSON object");
  }

  /** The value that the parser stands at; what is null is the text {@code null}. */
  private static Object read(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, read(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) array.add(read(parser));
        yield array;
      }
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> parser.getString();
    };
  }
}
