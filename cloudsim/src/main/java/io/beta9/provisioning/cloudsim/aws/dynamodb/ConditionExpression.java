package io.beta9.provisioning.cloudsim.aws.dynamodb;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A condition on an item: comparisons, {@code attribute_exists}, {@code attribute_not_exists},
 * {@code begins_with}, {@code contains}, combined by AND, OR, NOT and parentheses. Only top-level
 * attributes are supported.
 */
final class ConditionExpression {
  private final ExpressionTokens tokens;

  /** Returns one side of a comparison for an item; null if the item lacks the attribute. */
  private interface Operand
      extends Function<Map<String, AttributeValue>, @Nullable AttributeValue> {
    @Override
    @Nullable AttributeValue apply(Map<String, AttributeValue> item);
  }

  /** A parsed condition. */
  record Parsed(Predicate<Map<String, AttributeValue>> test) {
    boolean holds(Map<String, AttributeValue> item) {
      return test.test(item);
    }
  }

  private ConditionExpression(ExpressionTokens tokens) {
    this.tokens = tokens;
  }

  static Parsed of(String text, Map<String, String> names, Map<String, AttributeValue> values) {
    ExpressionTokens tokens = new ExpressionTokens(text, names, values);
    Predicate<Map<String, AttributeValue>> test = new ConditionExpression(tokens).parseOr();
    if (!tokens.atEnd()) {
      throw ExpressionTokens.invalidExpression("Syntax error near " + tokens.peek());
    }
    return new Parsed(test);
  }

  private Predicate<Map<String, AttributeValue>> parseOr() {
    Predicate<Map<String, AttributeValue>> test = parseAnd();
    while (tokens.take("or")) {
      test = test.or(parseAnd());
    }
    return test;
  }

  private Predicate<Map<String, AttributeValue>> parseAnd() {
    Predicate<Map<String, AttributeValue>> test = parseTerm();
    while (tokens.take("and")) {
      test = test.and(parseTerm());
    }
    return test;
  }

  private Predicate<Map<String, AttributeValue>> parseTerm() {
    if (tokens.take("not")) {
      return parseTerm().negate();
    }
    if (tokens.take("(")) {
      Predicate<Map<String, AttributeValue>> inner = parseOr();
      tokens.expect(")");
      return inner;
    }
    return switch (tokens.peek()) {
      case "attribute_exists" -> parseExists();
      case "attribute_not_exists" -> parseExists().negate();
      case "begins_with" -> parseTextFunction(String::startsWith);
      case "contains" -> parseTextFunction(String::contains);
      default -> parseComparison();
    };
  }

  private Predicate<Map<String, AttributeValue>> parseExists() {
    tokens.next();
    tokens.expect("(");
    String attribute = tokens.attribute();
    tokens.expect(")");
    return item -> item.containsKey(attribute);
  }

  private Predicate<Map<String, AttributeValue>> parseTextFunction(
      java.util.function.BiPredicate<String, String> relation) {
    tokens.next();
    tokens.expect("(");
    Operand left = parseOperand();
    tokens.expect(",");
    Operand right = parseOperand();
    tokens.expect(")");
    return item -> {
      AttributeValue first = left.apply(item);
      AttributeValue second = right.apply(item);
      return first != null
          && second != null
          && first.s() != null
          && second.s() != null
          && relation.test(first.s(), second.s());
    };
  }

  private Predicate<Map<String, AttributeValue>> parseComparison() {
    Operand left = parseOperand();
    String operator = tokens.next();
    Operand right = parseOperand();
    return item -> compare(left.apply(item), operator, right.apply(item));
  }

  private static boolean compare(
      @Nullable AttributeValue left, String operator, @Nullable AttributeValue right) {
    if (left == null || right == null) {
      return operator.equals("<>");
    }
    if (operator.equals("=") || operator.equals("<>")) {
      return left.equals(right) == operator.equals("=");
    }
    int order;
    if (left.n() != null && right.n() != null) {
      order = new BigDecimal(left.n()).compareTo(new BigDecimal(right.n()));
    } else if (left.s() != null && right.s() != null) {
      order = left.s().compareTo(right.s());
    } else {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> throw ExpressionTokens.invalidExpression("Syntax error near " + operator);
    };
  }

  private Operand parseOperand() {
    if (tokens.peek().startsWith(":")) {
      AttributeValue value = tokens.placeholder();
      return item -> value;
    }
    String attribute = tokens.attribute();
    return item -> item.get(attribute);
  }
}
