package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Documents as terms and values. */
final class JsonList {
  private JsonList() {}

  /** Returns the values of a document, each with a button that copies it. */
  static Html copyable(Map<String, Object> document, String whenEmpty) {
    JsonNode tree = tree(document);
    if (tree.isEmpty()) {
      return p("muted", whenEmpty);
    }
    Element list = Element.of("dl").css("facts outputs");
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String value = text(entry.getValue());
      list =
          list.add(
              Element.of("div")
                  .add(
                      Element.of("dt").text(entry.getKey()),
                      Element.of("dd")
                          .add(
                              code(value),
                              Element.of("button")
                                  .with("type", "button")
                                  .css("copy")
                                  .with("data-copy", value)
                                  .with("aria-label", "Copy " + entry.getKey())
                                  .flag("hidden", true)
                                  .text("Copy"))));
    }
    return list;
  }

  /** Returns a document as indented JSON. */
  static Html indented(Map<String, Object> document) {
    return Element.of("pre")
        .css("document")
        .with("tabindex", "0")
        .text(
            JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(tree(document)));
  }

  private static JsonNode tree(Map<String, Object> document) {
    return JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(document));
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.asString("") : value.toString();
  }
}
