package io.beta9.provisioning.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The state of a registered account. */
public enum AccountState {
  /** Registered, and not yet verified. */
  PENDING,
  /** The role can be assumed with the external id only. */
  VERIFIED,
  /** The latest verification could not assume the role. */
  FAILED,
  /** Found in environments that were created before accounts were registered. */
  LEGACY,
  /** The role can be assumed without the external id, or with a wrong one. */
  SUSPENDED;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<AccountState> parse(String code) {
    return Arrays.stream(values()).filter(state -> state.code().equals(code)).findFirst();
  }

  /** Returns whether an account in this state may be used. A destroy is always possible. */
  public boolean allows(AccountUse use) {
    return switch (this) {
      case VERIFIED -> true;
      case PENDING, FAILED, LEGACY -> use != AccountUse.CREATE;
      case SUSPENDED -> use == AccountUse.DESTROY;
    };
  }
}
