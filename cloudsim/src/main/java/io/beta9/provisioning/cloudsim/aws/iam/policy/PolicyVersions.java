package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.PolicyEntry;
import io.beta9.provisioning.cloudsim.aws.iam.core.PolicyUrlEncoding;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** Versions of managed policies: at most five, one of which is the default. */
public final class PolicyVersions {
  private static final int MAX_VERSIONS = 5;

  private final PrincipalPolicies grants;

  public PolicyVersions(PrincipalPolicies grants) {
    this.grants = grants;
  }

  public void register(Operations operations) {
    operations.on(CreatePolicyVersionRequest.class, this::create);
    operations.on(GetPolicyVersionRequest.class, this::get);
    operations.on(ListPolicyVersionsRequest.class, this::list);
    operations.on(SetDefaultPolicyVersionRequest.class, this::setDefault);
    operations.on(DeletePolicyVersionRequest.class, this::delete);
  }

  /** Adds a version to a policy. */
  static PolicyVersion add(PolicyEntry entry, String document, boolean asDefault, Call call) {
    PolicyVersion version =
        PolicyVersion.builder()
            .versionId("v" + entry.nextVersion++)
            .document(document)
            .isDefaultVersion(false)
            .createDate(call.now())
            .build();
    entry.versions.addFirst(version);
    if (asDefault) {
      makeDefault(entry, version.versionId());
    }
    return version;
  }

  private CreatePolicyVersionResponse create(CreatePolicyVersionRequest request, Call call) {
    PolicyEntry entry = grants.find(request.policyArn(), call);
    PolicySizes.requireManaged(request.policyDocument());
    PolicyDocument.parseIdentityPolicy(request.policyDocument(), call.partition());
    if (entry.versions.size() >= MAX_VERSIONS) {
      throw IamErrors.limit("PolicyVersionsPerPolicy", MAX_VERSIONS);
    }
    boolean asDefault = Boolean.TRUE.equals(request.setAsDefault());
    PolicyVersion created = add(entry, request.policyDocument(), asDefault, call);
    entry.policy = entry.policy.toBuilder().updateDate(call.now()).build();
    return CreatePolicyVersionResponse.builder()
        .policyVersion(created.toBuilder().document(null).isDefaultVersion(asDefault).build())
        .build();
  }

  private GetPolicyVersionResponse get(GetPolicyVersionRequest request, Call call) {
    PolicyVersion version = find(grants.find(request.policyArn(), call), request.versionId());
    return GetPolicyVersionResponse.builder()
        .policyVersion(
            version.toBuilder().document(PolicyUrlEncoding.encode(version.document())).build())
        .build();
  }

  private ListPolicyVersionsResponse list(ListPolicyVersionsRequest request, Call call) {
    return ListPolicyVersionsResponse.builder()
        .versions(
            grants.find(request.policyArn(), call).versions.stream()
                .map(version -> version.toBuilder().document(null).build())
                .toList())
        .isTruncated(false)
        .build();
  }

  private SetDefaultPolicyVersionResponse setDefault(
      SetDefaultPolicyVersionRequest request, Call call) {
    PolicyEntry entry = grants.find(request.policyArn(), call);
    find(entry, request.versionId());
    makeDefault(entry, request.versionId());
    return SetDefaultPolicyVersionResponse.builder().build();
  }

  private DeletePolicyVersionResponse delete(DeletePolicyVersionRequest request, Call call) {
    PolicyEntry entry = grants.find(request.policyArn(), call);
    PolicyVersion version = find(entry, request.versionId());
    if (version.isDefaultVersion()) {
      throw IamErrors.conflict("Cannot delete the default version of a policy.");
    }
    entry.versions.remove(version);
    return DeletePolicyVersionResponse.builder().build();
  }

  private static void makeDefault(PolicyEntry entry, String id) {
    entry.versions.replaceAll(
        version -> version.toBuilder().isDefaultVersion(version.versionId().equals(id)).build());
    entry.policy = entry.policy.toBuilder().defaultVersionId(id).build();
  }

  private static PolicyVersion find(PolicyEntry entry, String id) {
    return entry.versions.stream()
        .filter(version -> version.versionId().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                IamErrors.noSuchEntity(
                    "Policy "
                        + entry.policy.arn()
                        + " version "
                        + id
                        + " does not exist or is not attachable."));
  }
}
