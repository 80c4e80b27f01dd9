package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.common.Page;
import io.beta9.provisioning.cloudsim.aws.iam.core.GrantedPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.state.StateStore;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** Inline and attached policies of users. */
public final class UserPolicies {
  private final StateStore store;
  private final PrincipalPolicies grants;

  public UserPolicies(StateStore store, PrincipalPolicies grants) {
    this.store = store;
    this.grants = grants;
  }

  public void register(Operations operations) {
    operations.on(PutUserPolicyRequest.class, this::put);
    operations.on(GetUserPolicyRequest.class, this::get);
    operations.on(DeleteUserPolicyRequest.class, this::delete);
    operations.on(ListUserPoliciesRequest.class, this::list);
    operations.on(AttachUserPolicyRequest.class, this::attach);
    operations.on(DetachUserPolicyRequest.class, this::detach);
    operations.on(ListAttachedUserPoliciesRequest.class, this::attached);
  }

  private PutUserPolicyResponse put(PutUserPolicyRequest request, Call call) {
    GrantedPolicies granted = of(request.userName(), call);
    PolicySizes.requireInline(
        granted,
        request.policyName(),
        request.policyDocument(),
        PolicySizes.INLINE_OF_USER,
        "user " + request.userName());
    grants.put(granted, request.policyName(), request.policyDocument(), call);
    return PutUserPolicyResponse.builder().build();
  }

  private GetUserPolicyResponse get(GetUserPolicyRequest request, Call call) {
    return GetUserPolicyResponse.builder()
        .userName(request.userName())
        .policyName(request.policyName())
        .policyDocument(grants.get(of(request.userName(), call), request.policyName()))
        .build();
  }

  private DeleteUserPolicyResponse delete(DeleteUserPolicyRequest request, Call call) {
    grants.delete(of(request.userName(), call), request.policyName());
    return DeleteUserPolicyResponse.builder().build();
  }

  private ListUserPoliciesResponse list(ListUserPoliciesRequest request, Call call) {
    Page<String> page =
        Page.of(
            of(request.userName(), call).inline.keySet(),
            request.marker(),
            request.maxItems(),
            100);
    return ListUserPoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private AttachUserPolicyResponse attach(AttachUserPolicyRequest request, Call call) {
    grants.attach(of(request.userName(), call), request.policyArn(), call);
    return AttachUserPolicyResponse.builder().build();
  }

  private DetachUserPolicyResponse detach(DetachUserPolicyRequest request, Call call) {
    grants.detach(of(request.userName(), call), request.policyArn());
    return DetachUserPolicyResponse.builder().build();
  }

  private ListAttachedUserPoliciesResponse attached(
      ListAttachedUserPoliciesRequest request, Call call) {
    Page<AttachedPolicy> page =
        Page.of(
            grants.attached(of(request.userName(), call)),
            request.marker(),
            request.maxItems(),
            100);
    return ListAttachedUserPoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private GrantedPolicies of(String user, Call call) {
    return IamState.of(store, call.account()).user(user).policies;
  }
}
