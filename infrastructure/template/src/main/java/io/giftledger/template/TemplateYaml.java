package io.giftledger.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One template file as maps, lists, strings, numbers and booleans. A short-form intrinsic ({@code
 * !GetAtt Table.Arn}) comes out in its long form ({@code {"Fn::GetAtt": "Table.Arn"}}).
 */
final class TemplateYaml {
  private final Path file;

  private TemplateYaml(Path file) {
    this.file = file;
  }

  /**
   * @throws TemplateException if the file cannot be read or is not what CloudFormation accepts
   */
  static Map<String, Object> read(Path file) {
    return new TemplateYaml(file).document();
  }

  private Map<String, Object> document() {
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(file.toString()).setSchema(new CoreSchema()).build();
      Node root =
          new Compose(settings)
              .composeString(Files.readString(file))
              .orElseThrow(() -> new TemplateException(file + " is empty"));
      if (root instanceof MappingNode mapping) return map(mapping);
      throw problem(root, "a template is a mapping");
    } catch (IOException e) {
      throw new TemplateException("cannot read " + file, e);
    } catch (YamlEngineException e) {
      throw new TemplateException("not YAML: " + e.getMessage(), e);
    }
  }

  private Object value(Node node) {
    String tag = node.getTag().getValue();
    if (tag.startsWith("!")) return Map.of(longForm(tag.substring(1)), untagged(node));
    return untagged(node);
  }

  private static String longForm(String shortForm) {
    return shortForm.equals("Ref") || shortForm.equals("Condition")
        ? shortForm
        : "Fn::" + shortForm;
  }

  private Object untagged(Node node) {
    return switch (node) {
      case MappingNode mapping -> map(mapping);
      case SequenceNode sequence -> {
        List<Object> list = new ArrayList<>();
        for (Node item : sequence.getValue()) list.add(value(item));
        yield list;
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw problem(node, "anchors are not part of a template");
    };
  }

  private Object scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) throw problem(node, "null is not a value in a template");
    if (tag.equals(Tag.BOOL)) return Boolean.parseBoolean(text);
    if (tag.equals(Tag.INT) && text.matches("-?(0|[1-9][0-9]{0,17})")) return Long.parseLong(text);
    return text;
  }

  private Map<String, Object> map(MappingNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw problem(tuple.getKeyNode(), "a key is a string");
      }
      if (map.put(key.getValue(), value(tuple.getValueNode())) != null) {
        throw problem(key, "the key " + key.getValue() + " stands twice");
      }
    }
    return map;
  }

  private TemplateException problem(Node node, String message) {
    String line = node.getStartMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
    return new TemplateException(file + line + ": " + message);
  }
}
