package io.beta9.provisioning.cloudsim.aws.eks;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.eks.EksState.AccessEntryState;
import java.util.List;
import software.amazon.awssdk.services.eks.model.AccessPolicy;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyResponse;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.DisassociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.DisassociateAccessPolicyResponse;
import software.amazon.awssdk.services.eks.model.ListAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessPoliciesResponse;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesResponse;

/** The EKS access policies and their associations with access entries. */
final class AccessPolicies {
  private static final List<String> NAMES =
      List.of(
          "AmazonEKSAdminPolicy",
          "AmazonEKSAdminViewPolicy",
          "AmazonEKSClusterAdminPolicy",
          "AmazonEKSEditPolicy",
          "AmazonEKSViewPolicy");

  private final ClusterLifecycle progress;

  AccessPolicies(ClusterLifecycle progress) {
    this.progress = progress;
  }

  static String arn(Call call, String name) {
    return call.partition().arn("eks", "", "aws", "cluster-access-policy/" + name);
  }

  void register(Operations operations) {
    operations.on(AssociateAccessPolicyRequest.class, this::associate);
    operations.on(DisassociateAccessPolicyRequest.class, this::disassociate);
    operations.on(ListAssociatedAccessPoliciesRequest.class, this::associated);
    operations.on(
        ListAccessPoliciesRequest.class,
        (request, call) ->
            ListAccessPoliciesResponse.builder()
                .accessPolicies(
                    NAMES.stream()
                        .map(it -> AccessPolicy.builder().name(it).arn(arn(call, it)).build())
                        .toList())
                .build());
  }

  private AssociateAccessPolicyResponse associate(AssociateAccessPolicyRequest request, Call call) {
    AccessEntryState entry =
        AccessEntries.find(
            progress.currentState(call), request.clusterName(), request.principalArn());
    String arn = request.policyArn();
    if (NAMES.stream().noneMatch(name -> arn(call, name).equals(arn))) {
      throw EksErrors.invalidParameter("The policyArn parameter format is not valid");
    }
    AssociatedAccessPolicy policy =
        AssociatedAccessPolicy.builder()
            .policyArn(arn)
            .accessScope(request.accessScope())
            .associatedAt(call.now())
            .modifiedAt(call.now())
            .build();
    entry.policies.put(arn, policy);
    return AssociateAccessPolicyResponse.builder()
        .clusterName(request.clusterName())
        .principalArn(request.principalArn())
        .associatedAccessPolicy(policy)
        .build();
  }

  private DisassociateAccessPolicyResponse disassociate(
      DisassociateAccessPolicyRequest request, Call call) {
    AccessEntryState entry =
        AccessEntries.find(
            progress.currentState(call), request.clusterName(), request.principalArn());
    if (entry.policies.remove(request.policyArn()) == null) {
      throw EksErrors.notFound("The specified policyArn is not associated with the access entry.");
    }
    return DisassociateAccessPolicyResponse.builder().build();
  }

  private ListAssociatedAccessPoliciesResponse associated(
      ListAssociatedAccessPoliciesRequest request, Call call) {
    AccessEntryState entry =
        AccessEntries.find(
            progress.currentState(call), request.clusterName(), request.principalArn());
    return ListAssociatedAccessPoliciesResponse.builder()
        .clusterName(request.clusterName())
        .principalArn(request.principalArn())
        .associatedAccessPolicies(List.copyOf(entry.policies.values()))
        .build();
  }
}
