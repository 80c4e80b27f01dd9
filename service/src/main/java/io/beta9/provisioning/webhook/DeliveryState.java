package io.beta9.provisioning.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The state of a delivery. */
public enum DeliveryState {
  /** It is to be sent, for the first time or again. */
  PENDING,
  /** The receiver has accepted it. */
  DELIVERED,
  /** It was given up; it can be replayed. */
  DEAD;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DeliveryState> parse(String code) {
    return Arrays.stream(values()).filter(state -> state.code().equals(code)).findFirst();
  }
}
