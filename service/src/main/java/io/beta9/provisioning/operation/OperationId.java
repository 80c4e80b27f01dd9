package io.beta9.provisioning.operation;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** {@code op_} and twelve hexadecimal digits. */
public record OperationId(String value) {
  private static final Pattern FORM = Pattern.compile("op_[0-9a-f]{12}");

  public OperationId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is not an operation id");
    }
  }

  public static Optional<OperationId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new OperationId(text)) : Optional.empty();
  }

  public static OperationId random(RandomGenerator random) {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    return new OperationId("op_" + HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
