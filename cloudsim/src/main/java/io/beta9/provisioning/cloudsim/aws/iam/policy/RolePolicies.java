package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.iam.core.GrantedPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.state.StateStore;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;

/** Inline and attached policies of roles. */
public final class RolePolicies {
  private final StateStore store;
  private final PrincipalPolicies grants;

  public RolePolicies(StateStore store, PrincipalPolicies grants) {
    this.store = store;
    this.grants = grants;
  }

  public void register(Operations operations) {
    operations.on(PutRolePolicyRequest.class, this::put);
    operations.on(GetRolePolicyRequest.class, this::get);
    operations.on(DeleteRolePolicyRequest.class, this::delete);
    operations.on(ListRolePoliciesRequest.class, this::list);
    operations.on(AttachRolePolicyRequest.class, this::attach);
    operations.on(DetachRolePolicyRequest.class, this::detach);
    operations.on(ListAttachedRolePoliciesRequest.class, this::attached);
  }

  private PutRolePolicyResponse put(PutRolePolicyRequest request, Call call) {
    GrantedPolicies granted = of(request.roleName(), call);
    PolicySizes.requireInline(
        granted,
        request.policyName(),
        request.policyDocument(),
        PolicySizes.INLINE_OF_ROLE,
        "role " + request.roleName());
    grants.put(granted, request.policyName(), request.policyDocument(), call);
    return PutRolePolicyResponse.builder().build();
  }

  private GetRolePolicyResponse get(GetRolePolicyRequest request, Call call) {
    return GetRolePolicyResponse.builder()
        .roleName(request.roleName())
        .policyName(request.policyName())
        .policyDocument(grants.get(of(request.roleName(), call), request.policyName()))
        .build();
  }

  private DeleteRolePolicyResponse delete(DeleteRolePolicyRequest request, Call call) {
    grants.delete(of(request.roleName(), call), request.policyName());
    return DeleteRolePolicyResponse.builder().build();
  }

  private ListRolePoliciesResponse list(ListRolePoliciesRequest request, Call call) {
    Page<String> page =
        Page.of(
            of(request.roleName(), call).inline.keySet(),
            request.marker(),
            request.maxItems(),
            100);
    return ListRolePoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private AttachRolePolicyResponse attach(AttachRolePolicyRequest request, Call call) {
    grants.attach(of(request.roleName(), call), request.policyArn(), call);
    return AttachRolePolicyResponse.builder().build();
  }

  private DetachRolePolicyResponse detach(DetachRolePolicyRequest request, Call call) {
    grants.detach(of(request.roleName(), call), request.policyArn());
    return DetachRolePolicyResponse.builder().build();
  }

  private ListAttachedRolePoliciesResponse attached(
      ListAttachedRolePoliciesRequest request, Call call) {
    Page<AttachedPolicy> page =
        Page.of(
            grants.attached(of(request.roleName(), call)),
            request.marker(),
            request.maxItems(),
            100);
    return ListAttachedRolePoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private GrantedPolicies of(String role, Call call) {
    return IamState.of(store, call.account()).role(role).policies;
  }
}
