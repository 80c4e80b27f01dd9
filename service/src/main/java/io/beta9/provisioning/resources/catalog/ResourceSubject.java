package io.beta9.provisioning.resources.catalog;

import java.util.Locale;

/** What a resource belongs to, in the order in which people look for it. */
public enum ResourceSubject {
  NETWORK,
  CLUSTER,
  DATABASE,
  CACHE,
  STORAGE,
  IDENTITY,
  ENCRYPTION,
  MONITORING,
  OTHER;

  /** Returns its name in the API, for example {@code network}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
