package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.cloudsim.aws.authorization.PermissionRecording;
import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDecision;
import io.beta9.provisioning.cloudsim.aws.iam.policy.PolicyDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** The permissions that a full cycle needs in the account and region in which it was recorded. */
final class RecordedCycle {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";
  static final PolicyScope SCOPE = PolicyScope.of(ACCOUNT, List.of(REGION));

  private RecordedCycle() {}

  /** Reads the file when it is needed first. */
  private static final class Holder {
    static final List<RequiredPermission> PERMISSIONS = read();
  }

  static List<RequiredPermission> permissions() {
    return Holder.PERMISSIONS;
  }

  private static List<RequiredPermission> read() {
    try (InputStream file =
        Objects.requireNonNull(
            RecordedCycle.class.getResourceAsStream("recorded-permissions.jsonl"))) {
      return PermissionRecording.read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the policy that consists of these statements. */
  static PolicyDocument policy(Collection<PermissionStatement> statements, PolicyScope scope) {
    return PolicyDocument.parseIdentityPolicy(
        PolicyJson.compact(
            PolicyJson.document(
                statements.stream().map(it -> PolicyJson.statement(it, scope)).toList())));
  }

  static boolean allows(PolicyDocument policy, RequiredPermission permission) {
    return PolicyDecision.of(
            List.of(policy), permission.action(), permission.resource(), permission.context())
        == PolicyDecision.ALLOWED;
  }

  static List<RequiredPermission> deniedBy(PolicyDocument policy) {
    return permissions().stream().filter(permission -> !allows(policy, permission)).toList();
  }
}
