package io.beta9.provisioning.metaconfig.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads YAML 1.2 into a JSON tree. It processes the parser's events directly, because the standard
 * loaders do not preserve what a customer wrote: {@code account_id: 012345678901} would lose its
 * leading zero, and {@code kubernetes_version: 1.30} would become the number 1.3. Aliases are
 * supported, with a limit on the number of values after expansion.
 */
final class YamlDocumentReader {
  private static final int MAX_VALUES = 10_000;
  private static final int MAX_NUMBER_LENGTH = 40;
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
  private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
  private static final String STRING_TAG = "tag:yaml.org,2002:str";
  private static final JsonNodeFactory NODES = new JsonNodeFactory();

  /** A node with the number of values that it contains after alias expansion. */
  private record CountedNode(JsonNode node, long valueCount) {}

  private static final class InvalidYamlException extends RuntimeException {
    private InvalidYamlException(Event event, String problem) {
      super(position(event.getStartMark()) + problem);
    }
  }

  private final Iterator<Event> events;
  private final Map<String, CountedNode> anchors = new HashMap<>();

  private YamlDocumentReader(Iterator<Event> events) {
    this.events = events;
  }

  static Document parse(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("the meta-config")
            .setCodePointLimit(Document.MAX_BYTES)
            .build();
    try {
      return new YamlDocumentReader(new Parse(settings).parseString(text).iterator()).document();
    } catch (InvalidYamlException e) {
      return Document.malformed("is not valid YAML%s", String.valueOf(e.getMessage()));
    } catch (MarkedYamlEngineException e) {
      return Document.malformed(
          "is not valid YAML%s%s", position(e.getProblemMark()), String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      return Document.malformed("is not valid YAML: %s", oneLine(String.valueOf(e.getMessage())));
    }
  }

  private Document document() {
    Event event = events.next();
    while (event.getEventId() == Event.ID.StreamStart
        || event.getEventId() == Event.ID.DocumentStart) {
      event = events.next();
    }
    if (event.getEventId() == Event.ID.StreamEnd) {
      return Document.malformed("is empty");
    }
    JsonNode root = value(event, 0).node();
    while (events.hasNext()) {
      Event next = events.next();
      if (next.getEventId() == Event.ID.DocumentStart) {
        throw new InvalidYamlException(
            next, "a second document starts here; a meta-config is a single document");
      }
    }
    return new Document.Tree(root);
  }

  private CountedNode value(Event event, int depth) {
    if (depth > Document.MAX_DEPTH) {
      throw new InvalidYamlException(event, "nested deeper than " + Document.MAX_DEPTH + " levels");
    }
    if (event instanceof AliasEvent alias) {
      String name = alias.getAlias().getValue();
      CountedNode target = anchors.get(name);
      if (target == null) {
        throw new InvalidYamlException(
            event, "the anchor of '*" + name + "' is undefined or incomplete here");
      }
      return target;
    }
    rejectUnknownTag(event);
    CountedNode value =
        switch (event) {
          case MappingStartEvent start -> mapping(start, depth);
          case SequenceStartEvent start -> sequence(start, depth);
          case ScalarEvent scalar -> new CountedNode(scalar(scalar), 1);
          default -> throw new InvalidYamlException(event, "expected a value");
        };
    if (event instanceof NodeEvent node) {
      node.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), value));
    }
    return value;
  }

  private CountedNode mapping(MappingStartEvent start, int depth) {
    ObjectNode node = NODES.objectNode();
    long valueCount = 1;
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw new InvalidYamlException(event, "a field name must be text");
      }
      String name = key.getValue();
      if (node.has(name)) {
        throw new InvalidYamlException(
            event, "duplicate field '" + ValueFormat.abbreviated(name) + "'");
      }
      CountedNode value = value(events.next(), depth + 1);
      valueCount = checkedCount(start, valueCount + value.valueCount());
      node.set(name, value.node());
    }
    return new CountedNode(node, valueCount);
  }

  private CountedNode sequence(SequenceStartEvent start, int depth) {
    ArrayNode node = NODES.arrayNode();
    long valueCount = 1;
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      CountedNode value = value(event, depth + 1);
      valueCount = checkedCount(start, valueCount + value.valueCount());
      node.add(value.node());
    }
    return new CountedNode(node, valueCount);
  }

  private static long checkedCount(Event event, long valueCount) {
    if (valueCount > MAX_VALUES) {
      throw new InvalidYamlException(
          event, "more than " + MAX_VALUES + " values after alias expansion");
    }
    return valueCount;
  }

  private static JsonNode scalar(ScalarEvent event) {
    String text = event.getValue();
    if (event.getScalarStyle() != ScalarStyle.PLAIN
        || event.getTag().filter(STRING_TAG::equals).isPresent()) {
      return NODES.stringNode(text);
    }
    if (NULL.matcher(text).matches()) {
      return NODES.nullNode();
    }
    if (TRUE.matcher(text).matches()) {
      return NODES.booleanNode(true);
    }
    if (FALSE.matcher(text).matches()) {
      return NODES.booleanNode(false);
    }
    if (text.length() <= MAX_NUMBER_LENGTH && INTEGER.matcher(text).matches()) {
      return NODES.numberNode(new BigInteger(text));
    }
    if (text.length() <= MAX_NUMBER_LENGTH && DECIMAL.matcher(text).matches()) {
      return NODES.numberNode(new BigDecimal(text));
    }
    return NODES.stringNode(text);
  }

  private static void rejectUnknownTag(Event event) {
    Optional<String> tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case MappingStartEvent mapping -> mapping.getTag();
          case SequenceStartEvent sequence -> sequence.getTag();
          default -> Optional.empty();
        };
    if (tag.isPresent() && !STRING_TAG.equals(tag.get())) {
      throw new InvalidYamlException(
          event, "the tag '" + ValueFormat.abbreviated(tag.get()) + "' is not supported");
    }
  }

  private static String position(Optional<Mark> mark) {
    return mark.map(m -> ", line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ": ")
        .orElse(": ");
  }

  private static String oneLine(@Nullable String text) {
    return ValueFormat.abbreviated(String.valueOf(text).replaceAll("\\s+", " "));
  }
}
