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
 * Reads YAML 1.2 with JSON's kinds of values. It reads the parser's events itself, because the
 * ready-made loaders lose what a customer wrote: {@code account_id: 012345678901} would become a
 * number without its zero, and {@code kubernetes_version: 1.30} the number 1.3. Aliases are
 * understood; how much they may blow a text up is bounded.
 */
final class YamlDocumentReader {
  private static final int MOST_VALUES = 10_000;
  private static final int LONGEST_NUMBER = 40;
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
  private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
  private static final String STRING_TAG = "tag:yaml.org,2002:str";
  private static final JsonNodeFactory NODES = new JsonNodeFactory();

  /** A value, and how many values it would be with its aliases written out. */
  private record Weighed(JsonNode node, long values) {}

  private static final class Unreadable extends RuntimeException {
    private Unreadable(Event event, String problem) {
      super(at(event.getStartMark()) + problem);
    }
  }

  private final Iterator<Event> events;
  private final Map<String, Weighed> anchors = new HashMap<>();

  private YamlDocumentReader(Iterator<Event> events) {
    this.events = events;
  }

  static Document parse(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("the meta-config")
            .setCodePointLimit(Document.LARGEST_BYTES)
            .build();
    try {
      return new YamlDocumentReader(new Parse(settings).parseString(text).iterator()).document();
    } catch (Unreadable e) {
      return Document.broken("is not usable YAML%s", String.valueOf(e.getMessage()));
    } catch (MarkedYamlEngineException e) {
      return Document.broken(
          "is not YAML%s%s", at(e.getProblemMark()), String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      return Document.broken("is not YAML: %s", oneLine(String.valueOf(e.getMessage())));
    }
  }

  private Document document() {
    Event event = events.next();
    while (event.getEventId() == Event.ID.StreamStart
        || event.getEventId() == Event.ID.DocumentStart) {
      event = events.next();
    }
    if (event.getEventId() == Event.ID.StreamEnd) {
      return Document.broken("is empty");
    }
    JsonNode root = value(event, 0).node();
    while (events.hasNext()) {
      Event after = events.next();
      if (after.getEventId() == Event.ID.DocumentStart) {
        throw new Unreadable(after, "a second document begins; one meta-config is one document");
      }
    }
    return new Document.Tree(root);
  }

  private Weighed value(Event event, int depth) {
    if (depth > Document.DEEPEST) {
      throw new Unreadable(event, "nested deeper than " + Document.DEEPEST + " levels");
    }
    if (event instanceof AliasEvent alias) {
      String name = alias.getAlias().getValue();
      Weighed target = anchors.get(name);
      if (target == null) {
        throw new Unreadable(event, "'*" + name + "' refers to nothing that is complete before it");
      }
      return target;
    }
    refuseUnknownTag(event);
    Weighed value =
        switch (event) {
          case MappingStartEvent start -> mapping(start, depth);
          case SequenceStartEvent start -> sequence(start, depth);
          case ScalarEvent scalar -> new Weighed(scalar(scalar), 1);
          default -> throw new Unreadable(event, "a value was expected");
        };
    if (event instanceof NodeEvent node) {
      node.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), value));
    }
    return value;
  }

  private Weighed mapping(MappingStartEvent start, int depth) {
    ObjectNode node = NODES.objectNode();
    long values = 1;
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw new Unreadable(event, "a field's name must be plain text");
      }
      String name = key.getValue();
      if (node.has(name)) {
        throw new Unreadable(
            event, "'" + ValueWords.shortened(name) + "' stands here a second time");
      }
      Weighed value = value(events.next(), depth + 1);
      values = bounded(start, values + value.values());
      node.set(name, value.node());
    }
    return new Weighed(node, values);
  }

  private Weighed sequence(SequenceStartEvent start, int depth) {
    ArrayNode node = NODES.arrayNode();
    long values = 1;
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      Weighed value = value(event, depth + 1);
      values = bounded(start, values + value.values());
      node.add(value.node());
    }
    return new Weighed(node, values);
  }

  private static long bounded(Event event, long values) {
    if (values > MOST_VALUES) {
      throw new Unreadable(
          event, "more than " + MOST_VALUES + " values, with its aliases written out");
    }
    return values;
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
    if (text.length() <= LONGEST_NUMBER && INTEGER.matcher(text).matches()) {
      return NODES.numberNode(new BigInteger(text));
    }
    if (text.length() <= LONGEST_NUMBER && DECIMAL.matcher(text).matches()) {
      return NODES.numberNode(new BigDecimal(text));
    }
    return NODES.stringNode(text);
  }

  private static void refuseUnknownTag(Event event) {
    Optional<String> tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case MappingStartEvent mapping -> mapping.getTag();
          case SequenceStartEvent sequence -> sequence.getTag();
          default -> Optional.empty();
        };
    if (tag.isPresent() && !STRING_TAG.equals(tag.get())) {
      throw new Unreadable(
          event, "the tag '" + ValueWords.shortened(tag.get()) + "' means nothing here");
    }
  }

  private static String at(Optional<Mark> mark) {
    return mark.map(m -> ", line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1) + ": ")
        .orElse(": ");
  }

  private static String oneLine(@Nullable String text) {
    return ValueWords.shortened(String.valueOf(text).replaceAll("\\s+", " "));
  }
}
