package io.beta9.provisioning.provider.secrets;

import io.beta9.provisioning.environment.EnvironmentId;
import java.util.List;
import java.util.Locale;

/** What a secret of an environment is for. */
public enum SecretRole {
  DATABASE,
  REDIS,
  ENCRYPTION_KEY,
  STORAGE,
  ADMIN_TOKEN,
  USER_TOKEN;

  /** All roles in the order in which their secrets are created. */
  public static final List<SecretRole> ALL = List.of(values());

  /** Returns the name of the secret in the account, for example {@code beta9/ID/admin-token}. */
  public String nameIn(EnvironmentId environment) {
    return "beta9/" + environment + "/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
