package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.MetaConfig.AccessConfig;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code access}: the roles that are administrators of the Kubernetes cluster. */
final class AccessSection {
  /** EKS allows 5,000 entries in a cluster; a list of administrators is something people read. */
  private static final int MAX_ADMINS = 20;

  private static final String EKS_ADMINS = "eks_admins";

  private AccessSection() {}

  static AccessConfig read(Fields root, CloudLocation cloud) {
    Fields access = root.section("access");
    AwsPartition partition = AwsPartition.ofRegion(cloud.region());
    List<String> admins =
        access.textList(EKS_ADMINS, MAX_ADMINS, text -> admin(text, partition, cloud));
    checkDistinct(access, admins);
    access.rejectUnknownFields();
    return new AccessConfig(admins);
  }

  private static @Nullable String admin(String text, AwsPartition partition, CloudLocation cloud) {
    Optional<RoleArn> parsed = RoleArn.parse(text);
    if (parsed.isEmpty()) {
      return ValueFormat.quoted(text)
          + " is not the ARN of an IAM role; expected a value like "
          + partition.iamArn("123456789012", "role/admin")
          + ", not a user, a group or a session";
    }
    RoleArn role = parsed.get();
    if (!role.partition().equals(partition.id())) {
      return ValueFormat.quoted(text)
          + " is in the partition '"
          + role.partition()
          + "', the cluster is in '"
          + partition.id()
          + "'";
    }
    if (role.isServiceLinked()) {
      return ValueFormat.quoted(text) + " is a service-linked role, which EKS does not accept";
    }
    return role.account().equals(cloud.accountId()) && role.isOfEnvironment()
        ? ValueFormat.quoted(text) + " is a role that this product creates for an environment"
        : null;
  }

  /** The name of a role is unique in its account whatever its path is, and regardless of case. */
  private static void checkDistinct(Fields access, List<String> admins) {
    Map<String, String> byRole = new HashMap<>();
    for (String admin : admins) {
      String other = byRole.putIfAbsent(RoleArn.parse(admin).orElseThrow().identity(), admin);
      if (other != null) {
        access.addViolation(
            EKS_ADMINS,
            ValueFormat.quoted(admin)
                + " and "
                + ValueFormat.quoted(other)
                + " are one role: its name is unique in the account, whatever the path is");
      }
    }
  }
}
