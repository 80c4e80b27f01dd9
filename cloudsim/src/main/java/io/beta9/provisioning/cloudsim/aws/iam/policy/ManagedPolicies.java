package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamNames;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.PolicyEntry;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamTags;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;

/** Customer managed policies, and read access to AWS managed policies. */
public final class ManagedPolicies {
  private final StateStore store;
  private final PrincipalPolicies grants;

  public ManagedPolicies(StateStore store, PrincipalPolicies grants) {
    this.store = store;
    this.grants = grants;
  }

  public void register(Operations operations) {
    operations.on(CreatePolicyRequest.class, this::create);
    operations.on(GetPolicyRequest.class, this::get);
    operations.on(ListPoliciesRequest.class, this::list);
    operations.on(DeletePolicyRequest.class, this::delete);
    operations.on(TagPolicyRequest.class, this::tag);
    operations.on(UntagPolicyRequest.class, this::untag);
    operations.on(ListPolicyTagsRequest.class, this::tags);
    operations.on(ListEntitiesForPolicyRequest.class, this::entities);
  }

  private CreatePolicyResponse create(CreatePolicyRequest request, Call call) {
    IamNames.require("policyName", request.policyName(), 128);
    PolicySizes.requireManaged(request.policyDocument());
    PolicyDocument.parseIdentityPolicy(request.policyDocument(), call.partition());
    String path = IamNames.path(request.path());
    String arn = IamNames.arn(call, "policy" + path + request.policyName());
    IamState state = state(call);
    boolean taken =
        state.policies.values().stream()
            .anyMatch(it -> it.policy.policyName().equalsIgnoreCase(request.policyName()));
    if (taken) {
      throw IamErrors.alreadyExists(
          "A policy called "
              + request.policyName()
              + " already exists. Duplicate names are not allowed.");
    }
    PolicyEntry entry =
        new PolicyEntry(
            Policy.builder()
                .policyName(request.policyName())
                .policyId("ANPA" + RandomIds.upper(17))
                .arn(arn)
                .path(path)
                .description(request.description())
                .isAttachable(true)
                .permissionsBoundaryUsageCount(0)
                .createDate(call.now())
                .updateDate(call.now())
                .build());
    PolicyVersions.add(entry, request.policyDocument(), true, call);
    state.tags.add(arn, IamTags.map(request.tags()));
    state.policies.put(arn, entry);
    return CreatePolicyResponse.builder().policy(apiView(state, entry)).build();
  }

  private GetPolicyResponse get(GetPolicyRequest request, Call call) {
    PolicyEntry entry = grants.find(request.policyArn(), call);
    return GetPolicyResponse.builder().policy(apiView(state(call), entry)).build();
  }

  private ListPoliciesResponse list(ListPoliciesRequest request, Call call) {
    IamState state = state(call);
    PolicyScopeType scope = request.scope() == null ? PolicyScopeType.ALL : request.scope();
    List<Policy> found = new ArrayList<>();
    if (scope != PolicyScopeType.AWS) {
      state.policies.values().forEach(entry -> found.add(withAttachmentCount(state, entry.policy)));
    }
    if (scope != PolicyScopeType.LOCAL) {
      grants
          .awsManaged()
          .all(call.partition())
          .forEach(policy -> found.add(withAttachmentCount(state, policy)));
    }
    found.removeIf(
        policy ->
            (Boolean.TRUE.equals(request.onlyAttached()) && policy.attachmentCount() == 0)
                || (request.pathPrefix() != null
                    && !policy.path().startsWith(request.pathPrefix())));
    Page<Policy> page = Page.of(found, request.marker(), request.maxItems(), 100);
    return ListPoliciesResponse.builder()
        .policies(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private DeletePolicyResponse delete(DeletePolicyRequest request, Call call) {
    PolicyEntry entry = grants.find(request.policyArn(), call);
    IamState state = state(call);
    if (withAttachmentCount(state, entry.policy).attachmentCount() > 0) {
      throw IamErrors.conflict("Cannot delete a policy attached to entities.");
    }
    if (entry.versions.size() > 1) {
      throw IamErrors.conflict(
          "This policy has more than one version. Before you delete a policy, you must delete the"
              + " policy's versions. The default version is deleted with the policy.");
    }
    state.policies.remove(request.policyArn());
    state.tags.removeAll(request.policyArn());
    return DeletePolicyResponse.builder().build();
  }

  private TagPolicyResponse tag(TagPolicyRequest request, Call call) {
    grants.find(request.policyArn(), call);
    state(call).tags.add(request.policyArn(), IamTags.map(request.tags()));
    return TagPolicyResponse.builder().build();
  }

  private UntagPolicyResponse untag(UntagPolicyRequest request, Call call) {
    grants.find(request.policyArn(), call);
    state(call).tags.remove(request.policyArn(), request.tagKeys());
    return UntagPolicyResponse.builder().build();
  }

  private ListPolicyTagsResponse tags(ListPolicyTagsRequest request, Call call) {
    grants.find(request.policyArn(), call);
    return ListPolicyTagsResponse.builder()
        .tags(IamTags.list(state(call).tags.of(request.policyArn())))
        .isTruncated(false)
        .build();
  }

  private ListEntitiesForPolicyResponse entities(ListEntitiesForPolicyRequest request, Call call) {
    grants.find(request.policyArn(), call);
    IamState state = state(call);
    String arn = request.policyArn();
    return ListEntitiesForPolicyResponse.builder()
        .policyRoles(
            state.roles.values().stream()
                .filter(entry -> entry.policies.attached.contains(arn))
                .map(entry -> entry.role)
                .map(
                    role ->
                        PolicyRole.builder()
                            .roleName(role.roleName())
                            .roleId(role.roleId())
                            .build())
                .toList())
        .policyUsers(
            state.users.values().stream()
                .filter(entry -> entry.policies.attached.contains(arn))
                .map(entry -> entry.user)
                .map(
                    user ->
                        PolicyUser.builder()
                            .userName(user.userName())
                            .userId(user.userId())
                            .build())
                .toList())
        .isTruncated(false)
        .build();
  }

  private static Policy apiView(IamState state, PolicyEntry entry) {
    return withAttachmentCount(state, entry.policy).toBuilder()
        .defaultVersionId(entry.defaultVersion().versionId())
        .tags(IamTags.list(state.tags.of(entry.policy.arn())))
        .build();
  }

  private static Policy withAttachmentCount(IamState state, Policy policy) {
    long attached =
        state.grants().filter(granted -> granted.attached.contains(policy.arn())).count();
    return policy.toBuilder().attachmentCount((int) attached).build();
  }

  private IamState state(Call call) {
    return IamState.of(store, call.account());
  }
}
