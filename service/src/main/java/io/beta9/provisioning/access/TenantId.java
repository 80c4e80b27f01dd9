package io.beta9.provisioning.access;

import java.util.regex.Pattern;

/** The owner of environments. Repositories require it, so that tenants are isolated. */
public record TenantId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public TenantId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is not a valid tenant id: use lower-case letters, digits and hyphens, at most"
              + " 63");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
