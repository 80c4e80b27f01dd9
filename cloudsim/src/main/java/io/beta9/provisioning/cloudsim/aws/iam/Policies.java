package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.iam.IamState.PolicyEntry;
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

/** The account's own managed policies, and AWS's as far as they are read. */
final class Policies {
  private final Store store;
  private final PolicyGrants grants;

  Policies(Store store, PolicyGrants grants) {
    this.store = store;
    this.grants = grants;
  }

  void register(Operations on) {
    on.on(CreatePolicyRequest.class, this::create);
    on.on(GetPolicyRequest.class, this::get);
    on.on(ListPoliciesRequest.class, this::list);
    on.on(DeletePolicyRequest.class, this::delete);
    on.on(TagPolicyRequest.class, this::tag);
    on.on(UntagPolicyRequest.class, this::untag);
    on.on(ListPolicyTagsRequest.class, this::tags);
    on.on(ListEntitiesForPolicyRequest.class, this::entities);
  }

  private CreatePolicyResponse create(CreatePolicyRequest request, Call call) {
    IamNames.require("policyName", request.policyName(), 128);
    PolicyDocument.identity(request.policyDocument());
    String path = IamNames.path(request.path());
    String arn = IamNames.arn(call, "policy" + path + request.policyName());
    IamState state = state(call);
    boolean taken =
        state.policies.values().stream()
            .anyMatch(it -> it.policy.policyName().equalsIgnoreCase(request.policyName()));
    if (taken) {
      throw IamFaults.existsAs(
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
    return CreatePolicyResponse.builder().policy(shown(state, entry)).build();
  }

  private GetPolicyResponse get(GetPolicyRequest request, Call call) {
    PolicyEntry entry = grants.find(request.policyArn(), call);
    return GetPolicyResponse.builder().policy(shown(state(call), entry)).build();
  }

  private ListPoliciesResponse list(ListPoliciesRequest request, Call call) {
    IamState state = state(call);
    PolicyScopeType scope = request.scope() == null ? PolicyScopeType.ALL : request.scope();
    List<Policy> found = new ArrayList<>();
    if (scope != PolicyScopeType.AWS) {
      state.policies.values().forEach(entry -> found.add(counted(state, entry.policy)));
    }
    if (scope != PolicyScopeType.LOCAL) {
      grants.managed().all().forEach(policy -> found.add(counted(state, policy)));
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
    if (counted(state, entry.policy).attachmentCount() > 0) {
      throw IamFaults.conflict("Cannot delete a policy attached to entities.");
    }
    if (entry.versions.size() > 1) {
      throw IamFaults.conflict(
          "This policy has more than one version. Before you delete a policy, you must delete the"
              + " policy's versions. The default version is deleted with the policy.");
    }
    state.policies.remove(request.policyArn());
    state.tags.forget(request.policyArn());
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

  private static Policy shown(IamState state, PolicyEntry entry) {
    return counted(state, entry.policy).toBuilder()
        .defaultVersionId(entry.defaultVersion().versionId())
        .tags(IamTags.list(state.tags.of(entry.policy.arn())))
        .build();
  }

  private static Policy counted(IamState state, Policy policy) {
    long attached =
        state.grants().filter(granted -> granted.attached.contains(policy.arn())).count();
    return policy.toBuilder().attachmentCount((int) attached).build();
  }

  private IamState state(Call call) {
    return IamState.of(store, call.account());
  }
}
