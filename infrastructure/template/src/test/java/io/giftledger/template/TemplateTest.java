package io.giftledger.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A template that could not be deployed is refused, and the message names the place. */
class TemplateTest {
  private static final Deployed NOTHING =
      new Deployed() {
        @Override
        public String attribute(Resource resource, String attribute) {
          return resource.logicalId() + "." + attribute;
        }

        @Override
        public String secret(String reference) {
          return "secret";
        }
      };

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          !Ref Missing                      | there is no resource or parameter Missing
          !GetAtt Missing.Arn               | there is no resource Missing
          !GetAtt Queue.Colour              | a AWS::SQS::Queue has no attribute Colour
          !Sub 'x${Missing}'                | there is no resource or parameter Missing
          !Sub 'x${Queue.Colour}'           | a AWS::SQS::Queue has no attribute Colour
          !If [Missing, a, b]               | there is no condition Missing
          !Upper x                          | unknown intrinsic function Fn::Upper
          {'Fn::Lower': x}                  | unknown intrinsic function Fn::Lower
          """)
  void a_name_that_stands_for_nothing_is_refused(String value, String message) throws Exception {
    var refused =
        assertThrows(TemplateException.class, () -> read(queue("QueueName: " + value), Map.of()));
    assertEquals(
        "template.yaml: Resources.Queue.Properties.QueueName: " + message, detail(refused));
  }

  private static String detail(TemplateException e) {
    return String.valueOf(e.getMessage());
  }

  @Test
  void a_nested_output_that_is_missing_is_refused() throws Exception {
    Files.writeString(folder.resolve("nested.yaml"), "Outputs: {Url: {Value: here}}");
    String nested =
        """
        Resources:
          Nested:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: nested.yaml}
          Queue:
            Type: AWS::SQS::Queue
            Properties: {QueueName: !GetAtt Nested.Outputs.%s}
        """;
    var queue = read(nested.formatted("Url"), Map.of()).resource("AWS::SQS::Queue", "Queue");
    assertEquals("here", queue.string("QueueName"));
    var refused =
        assertThrows(TemplateException.class, () -> read(nested.formatted("Uri"), Map.of()));
    assertTrue(detail(refused).endsWith("Nested has no Outputs.Uri"));
  }

  @Test
  void a_value_that_a_parameter_does_not_allow_is_refused() throws Exception {
    String template =
        "Parameters: {Stage: {Type: String, AllowedValues: [a, b]}}\n"
            + queue("QueueName: !Ref Stage");
    assertEquals(
        "a",
        read(template, Map.of("Stage", "a"))
            .resource("AWS::SQS::Queue", "Queue")
            .string("QueueName"));
    Resource queue = read(template, Map.of("Stage", "c")).resource("AWS::SQS::Queue", "Queue");
    assertThrows(TemplateException.class, () -> queue.string("QueueName"));
    assertThrows(TemplateException.class, () -> read(template, Map.of("Other", "c")));
  }

  @Test
  void names_that_refer_to_each_other_in_a_circle_are_refused() throws Exception {
    String template =
        "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n"
            + "Resources: {Queue: {Type: AWS::SQS::Queue, Condition: A}}";
    assertThrows(TemplateException.class, () -> read(template, Map.of()));
  }

  @Test
  void a_key_that_stands_twice_is_refused_with_its_line() throws Exception {
    var refused =
        assertThrows(
            TemplateException.class,
            () -> read(queue("QueueName: a\n      QueueName: b"), Map.of()));
    assertTrue(detail(refused).contains("line 6: the key QueueName stands twice"), detail(refused));
  }

  private static String queue(String properties) {
    return """
    Resources:
      Queue:
        Type: AWS::SQS::Queue
        Properties:
          %s
    """
        .formatted(properties);
  }

  private Template read(String template, Map<String, String> parameters) throws IOException {
    Path file = folder.resolve("template.yaml");
    Files.writeString(file, template);
    return Template.read(file, parameters, NOTHING);
  }
}
