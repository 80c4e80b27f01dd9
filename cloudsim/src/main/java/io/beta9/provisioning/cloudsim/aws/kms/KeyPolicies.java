package io.beta9.provisioning.cloudsim.aws.kms;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.kms.KmsState.KeyEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesRequest;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;

/** Key policies and key rotation. */
final class KeyPolicies {
  private static final String POLICY_NAME = "default";
  private static final int DEFAULT_ROTATION_DAYS = 365;

  private final Keys keys;
  private final KeyResolver resolver;

  KeyPolicies(Keys keys, KeyResolver resolver) {
    this.keys = keys;
    this.resolver = resolver;
  }

  void register(Operations operations) {
    operations.on(GetKeyPolicyRequest.class, this::get);
    operations.on(PutKeyPolicyRequest.class, this::put);
    operations.on(ListKeyPoliciesRequest.class, this::list);
    operations.on(EnableKeyRotationRequest.class, this::enableRotation);
    operations.on(DisableKeyRotationRequest.class, this::disableRotation);
    operations.on(GetKeyRotationStatusRequest.class, this::rotation);
  }

  /** Returns the default key policy: the account has full access. */
  static String defaultPolicy(Call call) {
    return """
    {
      "Version" : "2012-10-17",
      "Id" : "key-default-1",
      "Statement" : [ {
        "Sid" : "Enable IAM User Permissions",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "%s"
        },
        "Action" : "kms:*",
        "Resource" : "*"
      } ]
    }\
    """
        .formatted(call.partition().iamArn(call.account(), "root"));
  }

  private GetKeyPolicyResponse get(GetKeyPolicyRequest request, Call call) {
    if (request.policyName() != null && !request.policyName().equals(POLICY_NAME)) {
      throw KmsErrors.notFound("No such policy exists");
    }
    return GetKeyPolicyResponse.builder()
        .policy(resolver.find(request.keyId(), call).policy)
        .policyName(POLICY_NAME)
        .build();
  }

  private PutKeyPolicyResponse put(PutKeyPolicyRequest request, Call call) {
    KeyEntry entry = keys.requireNotPendingDeletion(request.keyId(), call);
    PolicyLockoutCheck.check(request.policy(), request.bypassPolicyLockoutSafetyCheck(), call);
    entry.policy = request.policy();
    return PutKeyPolicyResponse.builder().build();
  }

  private ListKeyPoliciesResponse list(ListKeyPoliciesRequest request, Call call) {
    resolver.find(request.keyId(), call);
    return ListKeyPoliciesResponse.builder().policyNames(POLICY_NAME).truncated(false).build();
  }

  private EnableKeyRotationResponse enableRotation(EnableKeyRotationRequest request, Call call) {
    KeyEntry entry = keys.requireNotPendingDeletion(request.keyId(), call);
    if (entry.metadata.keySpec() != KeySpec.SYMMETRIC_DEFAULT) {
      throw new AwsErrorException(
          400,
          "UnsupportedOperationException",
          "You cannot perform this operation on a key that is not symmetric.");
    }
    entry.rotationDays =
        request.rotationPeriodInDays() == null
            ? DEFAULT_ROTATION_DAYS
            : request.rotationPeriodInDays();
    entry.rotationEnabledAt = call.now();
    return EnableKeyRotationResponse.builder().build();
  }

  private DisableKeyRotationResponse disableRotation(DisableKeyRotationRequest request, Call call) {
    KeyEntry entry = keys.requireNotPendingDeletion(request.keyId(), call);
    entry.rotationDays = null;
    entry.rotationEnabledAt = null;
    return DisableKeyRotationResponse.builder().build();
  }

  private GetKeyRotationStatusResponse rotation(GetKeyRotationStatusRequest request, Call call) {
    KeyEntry entry = resolver.find(request.keyId(), call);
    boolean waitsForDeletion = entry.metadata.keyState() == KeyState.PENDING_DELETION;
    Integer days = waitsForDeletion ? null : entry.rotationDays;
    Instant from = entry.rotationEnabledAt;
    return GetKeyRotationStatusResponse.builder()
        .keyId(entry.metadata.keyId())
        .keyRotationEnabled(days != null)
        .rotationPeriodInDays(days)
        .nextRotationDate(days == null || from == null ? null : from.plus(days, ChronoUnit.DAYS))
        .build();
  }
}
