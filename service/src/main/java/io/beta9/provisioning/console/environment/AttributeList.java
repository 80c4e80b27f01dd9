package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.tfstate.s3.StateRedactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The attributes of a resource in a state; its secrets are hidden already. */
final class AttributeList {
  private static final int MAX_LENGTH = 4000;
  private static final int SHORT = 40;
  private static final int LINE = 160;

  private final String resource;

  AttributeList(String resource) {
    this.resource = resource;
  }

  /** Returns short values first, then documents. */
  Html of(JsonNode attributes) {
    List<Html> values = new ArrayList<>();
    List<Html> documents = new ArrayList<>();
    int unset = 0;
    List<Html> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> attribute : sorted(attributes)) {
      JsonNode value = attribute.getValue();
      String text = text(value);
      if (isUnset(value)) {
        unset++;
      } else if (text.equals(StateRedactor.HIDDEN)) {
        values.add(fact(attribute.getKey(), span("badge", "hidden")));
      } else if (text.length() > LINE || text.contains("\n")) {
        documents.add(fact(attribute.getKey(), document(attribute.getKey(), text)));
      } else {
        (text.length() > SHORT ? lines : values).add(fact(attribute.getKey(), code(text)));
      }
    }
    return div(
        "state-attributes",
        Html.when(!values.isEmpty(), Element.of("dl").css("facts").add(values)),
        Html.when(!lines.isEmpty(), Element.of("dl").css("facts state-lines").add(lines)),
        Html.when(!documents.isEmpty(), Element.of("dl").css("state-documents").add(documents)),
        Html.when(
            unset > 0,
            p(
                "hint",
                (unset == 1 ? "1 attribute has" : unset + " attributes have") + " no value.")));
  }

  private static List<Map.Entry<String, JsonNode>> sorted(JsonNode attributes) {
    return attributes.properties().stream().sorted(Map.Entry.comparingByKey()).toList();
  }

  private static boolean isUnset(JsonNode value) {
    return value.isNull()
        || (value.isContainer() && value.isEmpty())
        || (value.isString() && value.asString().isEmpty());
  }

  private static String text(JsonNode value) {
    String compact = value.isString() ? value.asString() : value.toString();
    return value.isContainer() && compact.length() > SHORT
        ? JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value)
        : compact;
  }

  private static Element fact(String name, Html value) {
    return Element.of("div").add(Element.of("dt").text(name), Element.of("dd").add(value));
  }

  private Html document(String name, String text) {
    int rest = text.length() - MAX_LENGTH;
    return Html.all(
        Element.of("pre")
            .css("document small")
            .with("tabindex", "0")
            .with("role", "region")
            .with("aria-label", name + " of " + resource)
            .text(rest > 0 ? text.substring(0, MAX_LENGTH) + " …" : text),
        Html.when(
            rest > 0,
            p(
                "hint",
                rest + " more characters: ./provisioner state show ENV --resource " + resource)));
  }
}
