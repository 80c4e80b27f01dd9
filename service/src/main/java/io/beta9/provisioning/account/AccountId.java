package io.beta9.provisioning.account;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The id of a registered account: {@code acc_} and twelve hexadecimal digits. */
public record AccountId(String value) {
  private static final Pattern FORM = Pattern.compile("acc_[0-9a-f]{12}");
  private static final int RANDOM_BYTES = 6;

  public AccountId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is not the id of an account");
    }
  }

  /** Returns the id with this text; empty if it is not one. */
  public static Optional<AccountId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new AccountId(text)) : Optional.empty();
  }

  public static AccountId random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new AccountId("acc_" + HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
