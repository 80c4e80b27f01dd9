package io.beta9.provisioning.cloudsim.aws.dynamodb;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An update of an item: SET with values, attributes, {@code if_not_exists}, sums and differences;
 * REMOVE; ADD of numbers. Only top-level attributes are supported.
 */
final class UpdateExpression {
  private final ExpressionTokens tokens;
  private final List<Change> changes = new ArrayList<>();

  /** A change of an item, based on its previous attributes. */
  private interface Change {
    void apply(Map<String, AttributeValue> before, Map<String, AttributeValue> after);
  }

  /** Returns a value from the previous attributes of an item. */
  private interface Operand {
    @Nullable AttributeValue in(Map<String, AttributeValue> before);
  }

  private UpdateExpression(ExpressionTokens tokens) {
    this.tokens = tokens;
  }

  static UpdateExpression of(
      String text, Map<String, String> names, Map<String, AttributeValue> values) {
    UpdateExpression expression = new UpdateExpression(new ExpressionTokens(text, names, values));
    expression.parse();
    return expression;
  }

  void apply(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
    changes.forEach(change -> change.apply(before, after));
  }

  private void parse() {
    while (!tokens.atEnd()) {
      Runnable clause =
          switch (tokens.next().toLowerCase(java.util.Locale.ROOT)) {
            case "set" -> this::parseSet;
            case "remove" -> this::parseRemove;
            case "add" -> this::parseAdd;
            default ->
                throw ExpressionTokens.invalidExpression(
                    "The simulated cloud implements only SET, REMOVE and ADD");
          };
      do {
        clause.run();
      } while (tokens.take(","));
    }
  }

  private void parseSet() {
    String attribute = tokens.attribute();
    tokens.expect("=");
    Operand left = parseOperand();
    int sign = tokens.take("+") ? 1 : tokens.take("-") ? -1 : 0;
    Operand right = sign == 0 ? left : parseOperand();
    changes.add(
        (before, after) ->
            after.put(
                attribute,
                sign == 0
                    ? requirePresent(left.in(before))
                    : sum(
                        requirePresent(left.in(before)), requirePresent(right.in(before)), sign)));
  }

  private void parseRemove() {
    String attribute = tokens.attribute();
    changes.add((before, after) -> after.remove(attribute));
  }

  private void parseAdd() {
    String attribute = tokens.attribute();
    AttributeValue value = tokens.placeholder();
    changes.add(
        (before, after) -> {
          AttributeValue old = before.get(attribute);
          after.put(attribute, old == null ? value : sum(old, value, 1));
        });
  }

  private Operand parseOperand() {
    if (tokens.peek().equals("if_not_exists")) {
      tokens.next();
      tokens.expect("(");
      String attribute = tokens.attribute();
      tokens.expect(",");
      Operand fallback = parseOperand();
      tokens.expect(")");
      return before -> {
        AttributeValue value = before.get(attribute);
        return value == null ? fallback.in(before) : value;
      };
    }
    if (tokens.peek().startsWith(":")) {
      AttributeValue value = tokens.placeholder();
      return before -> value;
    }
    String attribute = tokens.attribute();
    return before -> before.get(attribute);
  }

  private static AttributeValue requirePresent(@Nullable AttributeValue value) {
    if (value == null) {
      throw Tables.invalid(
          "The provided expression refers to an attribute that does not exist in the item");
    }
    return value;
  }

  private static AttributeValue sum(AttributeValue left, AttributeValue right, int sign) {
    if (left.n() == null || right.n() == null) {
      throw Tables.invalid("An operand in the update expression has an incorrect data type");
    }
    BigDecimal second = new BigDecimal(right.n()).multiply(BigDecimal.valueOf(sign));
    return AttributeValue.fromN(new BigDecimal(left.n()).add(second).toPlainString());
  }
}
