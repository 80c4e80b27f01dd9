package io.beta9.provisioning.cloudsim.aws.dynamodb;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The tokens of an expression, read sequentially, with the values of its placeholders. */
final class ExpressionTokens {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*([#:]?[A-Za-z0-9_.]+|<>|<=|>=|[=<>(),+-])\\s*");

  private final List<String> tokens = new ArrayList<>();
  private final Map<String, String> names;
  private final Map<String, AttributeValue> values;
  private int at;

  ExpressionTokens(String text, Map<String, String> names, Map<String, AttributeValue> values) {
    this.names = names;
    this.values = values;
    Matcher matcher = TOKEN.matcher(text);
    int from = 0;
    while (from < text.length()) {
      if (!matcher.find(from) || matcher.start() != from) {
        throw invalidExpression("Syntax error near " + text.substring(from));
      }
      tokens.add(matcher.group(1));
      from = matcher.end();
    }
  }

  boolean atEnd() {
    return at == tokens.size();
  }

  /** Returns the next token in lower case, or an empty string at the end. */
  String peek() {
    return atEnd() ? "" : tokens.get(at).toLowerCase(Locale.ROOT);
  }

  /** Consumes the next token if it equals this one. */
  boolean take(String word) {
    if (peek().equals(word)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String word) {
    if (!take(word)) {
      throw invalidExpression("Syntax error; expected " + word + ", found " + peek());
    }
  }

  String next() {
    if (atEnd()) {
      throw invalidExpression("Syntax error; the expression ends too early");
    }
    return tokens.get(at++);
  }

  /** Consumes an attribute and returns its name. */
  String attribute() {
    String token = next();
    if (!token.startsWith("#")) {
      return token;
    }
    String name = names.get(token);
    if (name == null) {
      throw invalidExpression(
          "An expression attribute name used in the document path is not defined: " + token);
    }
    return name;
  }

  /** Consumes a placeholder and returns its value. */
  AttributeValue placeholder() {
    String token = next();
    AttributeValue value = values.get(token);
    if (value == null) {
      throw invalidExpression(
          "An expression attribute value used in expression is not defined: " + token);
    }
    return value;
  }

  static AwsErrorException invalidExpression(String message) {
    return Tables.invalid("Invalid expression: " + message);
  }
}
