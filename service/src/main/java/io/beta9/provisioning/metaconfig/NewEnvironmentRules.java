package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/** Rejects what an existing environment can have, but not one that is still to be created. */
public final class NewEnvironmentRules {
  private NewEnvironmentRules() {}

  /** Returns what prevents the creation; empty if nothing does. */
  public static List<Violation> violations(MetaConfig config) {
    return config.cluster().endpoint().isPrivate()
        ? List.of(
            new Violation(
                "cluster.endpoint.access",
                "cannot be 'private' in a new environment: no network is connected with its VPC"
                    + " yet; create it with 'public' and allowed_cidrs, connect the VPC, then set"
                    + " 'private' with './provisioner env update'"))
        : List.of();
  }
}
