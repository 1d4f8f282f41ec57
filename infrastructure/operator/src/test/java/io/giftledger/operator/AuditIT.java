package io.giftledger.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.audit.AuditHandler;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.Invocation;
import io.giftledger.ledger.Entry;
import io.micronaut.serde.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * The operator's audit in a JVM of its own with a small heap, over tables of two sizes, and what it
 * finds after somebody has been at them. {@code -Dentries=1000000} for the real size.
 */
class AuditIT {

  private static final int ENTRIES = Integer.getInteger("entries", 2_500);

  /** A wallet in the middle of the table with more than 20 entries. */
  private static final int VICTIM = 19;

  private final EmbeddedAws aws = EmbeddedAws.shared();
  private final DynamoDbClient dynamoDb = aws.dynamoDb();

  @Test
  void memory_does_not_grow_with_the_table_and_tampering_is_named() throws Exception {
    SyntheticLedger ledger = new SyntheticLedger(dynamoDb, aws.tableName());
    fill(ledger, 1, ENTRIES / 10);
    Run small = audit();
    assertEquals(0, small.status(), small::output);

    fill(ledger, 1_000_000, ENTRIES - ENTRIES / 10);
    Run whole = audit();
    assertEquals(0, whole.status(), whole::output);
    assertTrue(whole.output().contains("entries       " + ENTRIES + " "), whole::output);

    String account = SyntheticLedger.wallet(VICTIM).partitionKey();
    Map<String, AttributeValue> old = entry(7);
    flipOneByte(old);
    assertNamed(account + " entry 7: hash_mismatch");
    put(old);

    Map<String, AttributeValue> deleted = entry(9);
    delete(9);
    assertNamed(account + " entry 9: gap");
    put(deleted);

    digest();
    assertEquals(0, verifyDigest().status());

    int length = SyntheticLedger.length(VICTIM);
    Map<String, AttributeValue> newest = entry(length);
    delete(length);
    assertDigestNames(account + " entry " + length + ": cut_off");
    put(newest);

    for (long sequence = 1; sequence <= length; sequence++) delete(sequence);
    ledger.spend(VICTIM, length);
    ledger.flush();
    assertDigestNames(account + " entry " + length + ": rewritten");
  }

  /** The function's own audit of the day after, which signs a digest of the table. */
  private void digest() throws Exception {
    String url = aws.queueUrl("Queue");
    aws.sqs()
        .sendMessage(
            send ->
                send.queueUrl(url)
                    .messageGroupId("start")
                    .messageBody("{\"scheduledTime\":\"2027-01-01T00:30:00Z\"}"));
    long start = System.nanoTime();
    try (var handler = new AuditHandler(aws.environment("AuditFunction"))) {
      while (true) {
        List<Message> messages =
            aws.sqs()
                .receiveMessage(
                    receive ->
                        receive
                            .queueUrl(url)
                            .maxNumberOfMessages(1)
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
        if (messages.isEmpty()) break;
        Message message = messages.getFirst();
        assertEquals("{\"batchItemFailures\":[]}", deliver(handler, message));
        aws.sqs()
            .deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
      }
    }
    IO.println(
        "digest of %d accounts in %.1f s"
            .formatted(
                aws.objects("Digests").values().stream()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .filter(text -> text.startsWith("WALLET#") || text.startsWith("EARNINGS#"))
                    .mapToLong(text -> text.lines().count())
                    .sum(),
                (System.nanoTime() - start) / 1e9));
  }

  private static String deliver(AuditHandler handler, Message message) throws IOException {
    byte[] event =
        ObjectMapper.getDefault()
            .writeValueAsBytes(
                Map.of(
                    "Records",
                    List.of(
                        Map.of(
                            "messageId", message.messageId(),
                            "body", message.body(),
                            "attributes", message.attributesAsStrings()))));
    var output = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event),
        output,
        Invocation.of("audit", 1_769, Duration.ofMinutes(5)));
    return output.toString(StandardCharsets.UTF_8);
  }

  private void assertDigestNames(String fault) throws Exception {
    Run run = verifyDigest();
    assertEquals(1, run.status(), run::output);
    assertTrue(run.output().contains(fault), run::output);
    assertTrue(run.output().contains("\n1 faults"), run::output);
  }

  private Run verifyDigest() throws Exception {
    Map<String, String> environment = aws.environment("AuditFunction");
    return run(
        "verify-digest",
        "--table",
        aws.tableName(),
        "--bucket",
        environment.getOrDefault("DIGESTS_BUCKET", ""),
        "--key",
        environment.getOrDefault("DIGESTS_KEY_ARN", ""));
  }

  private static void fill(SyntheticLedger ledger, int first, int entries) {
    long start = System.nanoTime();
    ledger.fill(first, entries);
    IO.println("wrote %d entries in %.1f s".formatted(entries, (System.nanoTime() - start) / 1e9));
  }

  private void assertNamed(String fault) throws Exception {
    Run run = audit();
    assertEquals(1, run.status(), run::output);
    assertTrue(run.output().contains(fault), run::output);
    assertTrue(run.output().contains("\n1 faults"), run::output);
  }

  private Map<String, AttributeValue> key(long sequence) {
    return Map.of(
        "PK", AttributeValue.fromS(SyntheticLedger.wallet(VICTIM).partitionKey()),
        "SK", AttributeValue.fromS(Entry.sortKey(sequence)));
  }

  private Map<String, AttributeValue> entry(long sequence) {
    return dynamoDb.getItem(get -> get.tableName(aws.tableName()).key(key(sequence))).item();
  }

  private void put(Map<String, AttributeValue> item) {
    dynamoDb.putItem(put -> put.tableName(aws.tableName()).item(item));
  }

  private void delete(long sequence) {
    dynamoDb.deleteItem(delete -> delete.tableName(aws.tableName()).key(key(sequence)));
  }

  private void flipOneByte(Map<String, AttributeValue> item) {
    Map<String, AttributeValue> changed = new HashMap<>(item);
    changed.computeIfPresent(
        "hash",
        (_, value) -> {
          byte[] hash = value.b().asByteArray();
          hash[5] ^= 1;
          return AttributeValue.fromB(SdkBytes.fromByteArray(hash));
        });
    put(changed);
  }

  /** What a run of the command ended with. */
  private record Run(int status, String output) {}

  private Run audit() throws Exception {
    return run("audit", "--table", aws.tableName());
  }

  private Run run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            "target/operator.jar"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(aws.administrator());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    IO.println(output);
    return new Run(status, output);
  }
}
