package io.beta9.provisioning.diagnosis.bundle;

import io.beta9.provisioning.format.PrintableText;
import io.beta9.provisioning.terraform.run.Redactor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes secrets from what leaves the installation: fields whose names say that they are secret,
 * their values wherever else they appear, and everything that has the form of a secret.
 */
final class Sanitizer {
  private static final String HIDDEN = "(hidden)";

  /** Field names are in snake case, camel case or with hyphens. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(password|passwd|secret|token|credential|private_?-?key|access_?-?key|api_?-?key"
              + "|encryption_?-?key|auth_?-?key|connection_?-?string|dsn).*");

  /** What only refers to a secret, for example {@code token_secret_name}. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?i).*(_|-)?(name|arn|id|ids|region|version|kms_key)");

  /**
   * Keys of AWS, of this service, of its webhooks and of Beta9, and JSON web tokens. A token begins
   * where a run of its characters does: otherwise each place in a long run would be tried.
   */
  private static final Pattern FORMS =
      Pattern.compile(
          "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b|\\bb9p_[A-Za-z0-9_-]{8,}"
              + "|\\bwhsec_[A-Za-z0-9+/=]{8,}"
              + "|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]*");

  private final Redactor redactor;

  private Sanitizer(Redactor redactor) {
    this.redactor = redactor;
  }

  /** Creates a sanitizer that knows the secret values of these documents. */
  static Sanitizer knowing(Iterable<JsonNode> documents) {
    Set<String> values = new HashSet<>();
    documents.forEach(document -> collect(document, false, values));
    return new Sanitizer(Redactor.of(values));
  }

  private static void collect(JsonNode node, boolean secret, Set<String> values) {
    if (node.isString()) {
      if (secret) {
        values.add(node.asString());
      }
    } else if (node.isArray()) {
      node.forEach(element -> collect(element, secret, values));
    } else {
      node.properties()
          .forEach(field -> collect(field.getValue(), secret || isSecret(field.getKey()), values));
    }
  }

  private static boolean isSecret(String name) {
    return SECRET_NAME.matcher(name).matches() && !REFERENCE.matcher(name).matches();
  }

  /** Returns text without secrets, in which characters that affect a terminal are escaped. */
  String text(String text) {
    return PrintableText.ofLines(FORMS.matcher(redactor.redact(text)).replaceAll(HIDDEN));
  }

  /** Returns a copy of a document without secrets. */
  JsonNode json(JsonNode node) {
    if (node.isString()) {
      return node.asString().isEmpty() ? node : text(node);
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode();
      array.forEach(element -> copy.add(json(element)));
      return copy;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        JsonNode value = field.getValue();
        boolean hidden =
            isSecret(field.getKey()) && !value.isNull() && !value.isBoolean() && !value.isEmpty()
                || isSecret(field.getKey()) && (value.isString() || value.isNumber());
        if (hidden) {
          copy.put(text(field.getKey()), HIDDEN);
        } else {
          copy.set(text(field.getKey()), json(value));
        }
      }
      return copy;
    }
    return node;
  }

  private JsonNode text(JsonNode node) {
    return tools.jackson.databind.node.StringNode.valueOf(text(node.asString()));
  }
}
