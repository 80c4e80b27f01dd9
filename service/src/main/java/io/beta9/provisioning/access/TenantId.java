package io.beta9.provisioning.access;

import java.util.regex.Pattern;

/** Who owns an environment. Every repository asks for one, so that nobody sees another's. */
public record TenantId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public TenantId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is not a tenant: lower-case letters, digits and hyphens, 63 at the most");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
