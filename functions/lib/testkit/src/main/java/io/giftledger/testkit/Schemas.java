package io.giftledger.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.Map;

/**
 * The schemas of an OpenAPI or AsyncAPI document, as JSON Schema 2020-12 has them. A word that is
 * no keyword of it is a failure: in YAML's braces a description without quotes ends at its first
 * comma, and what follows would mean nothing.
 */
final class Schemas {

  /** Where the document has the schemas that others refer to. */
  static final String COMPONENTS = "#/components/schemas/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String id;
  private final JsonSchemaFactory factory;

  /**
   * The schemas of a document.
   *
   * @param id a URI for it
   */
  Schemas(String id, JsonNode document) {
    this.id = id;
    String components =
        JSON.createObjectNode()
            .put("$schema", SpecVersion.VersionFlag.V202012.getId())
            .put("$id", id)
            .set("$defs", document.at("/components/schemas"))
            .toString()
            .replace("\"" + COMPONENTS, "\"#/$defs/");
    JsonMetaSchema known =
        JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .keyword(new NonValidationKeyword("discriminator"))
            .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
            .build();
    this.factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder ->
                builder
                    .metaSchema(known)
                    .schemaLoaders(loaders -> loaders.schemas(Map.of(id, components))));
  }

  /**
   * A schema that stands anywhere in the document.
   *
   * @throws RuntimeException if it, or one that it refers to, has a word that is no keyword
   */
  JsonSchema compile(JsonNode schema) {
    return factory.getSchema(
        schema.toString().replace("\"" + COMPONENTS, "\"" + id + "#/$defs/"),
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }
}
