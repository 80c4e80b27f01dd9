package io.beta9.provisioning.failure;

import java.util.Locale;

/** Who has to act before another attempt can succeed. */
public enum ResponsibleParty {
  /** No one: the operation is retried automatically. */
  NONE,
  /** The customer, in the AWS account or in the meta-config. */
  CUSTOMER,
  /** The operator of this service. */
  OPERATOR;

  /** Returns the name on the wire, for example {@code customer}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
