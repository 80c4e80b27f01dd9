package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Rejects this service's role in the account as an administrator of the cluster: it is one already,
 * since it creates the cluster, and EKS accepts each role once.
 */
public final class OwnRoleRule {
  private OwnRoleRule() {}

  /**
   * Returns the violations.
   *
   * @param roleArn the role that this service assumes in the account
   */
  public static List<Violation> violations(MetaConfig config, String roleArn) {
    Optional<RoleArn> own = RoleArn.parse(roleArn);
    return config.access().eksAdmins().stream()
        .filter(admin -> own.filter(isSame(admin)).isPresent())
        .map(
            admin ->
                new Violation(
                    "access.eks_admins",
                    "'"
                        + admin
                        + "' is the role of this service in the account, which is an administrator"
                        + " of the cluster already"))
        .toList();
  }

  private static Predicate<RoleArn> isSame(String admin) {
    return own -> RoleArn.parse(admin).filter(own::isSameRole).isPresent();
  }
}
