package io.beta9.provisioning.cloudsim.aws.iam;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.iam.IamState.PolicyEntry;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;

/** Inline and attached policies, in the way in which roles and users have them alike. */
final class PolicyGrants {
  private static final int MOST_ATTACHED = 10;

  private final Store store;
  private final ManagedPolicies managed = new ManagedPolicies();

  PolicyGrants(Store store) {
    this.store = store;
  }

  void put(GrantedPolicies granted, String name, String document) {
    IamNames.require("policyName", name, 128);
    PolicyDocument.identity(document);
    granted.inline.put(name, document);
  }

  /** The inline policy's document as an answer shows it. */
  String get(GrantedPolicies granted, String name) {
    return UrlEncoding.encode(existing(granted, name));
  }

  void delete(GrantedPolicies granted, String name) {
    existing(granted, name);
    granted.inline.remove(name);
  }

  void attach(GrantedPolicies granted, String policyArn, Call call) {
    find(policyArn, call);
    if (!granted.attached.contains(policyArn) && granted.attached.size() >= MOST_ATTACHED) {
      throw IamFaults.limit("PoliciesPerRole", MOST_ATTACHED);
    }
    granted.attached.add(policyArn);
  }

  void detach(GrantedPolicies granted, String policyArn) {
    if (!granted.attached.remove(policyArn)) {
      throw IamFaults.noSuchEntity("Policy " + policyArn + " was not found.");
    }
  }

  List<AttachedPolicy> attached(GrantedPolicies granted) {
    return granted.attached.stream()
        .map(
            arn ->
                AttachedPolicy.builder()
                    .policyArn(arn)
                    .policyName(arn.substring(arn.lastIndexOf('/') + 1))
                    .build())
        .toList();
  }

  /** Every document that speaks for a principal, inline and attached. */
  List<PolicyDocument> documents(GrantedPolicies granted, String account) {
    List<PolicyDocument> documents = new ArrayList<>();
    granted.inline.values().forEach(text -> documents.add(PolicyDocument.identity(text)));
    granted.attached.forEach(
        arn ->
            documents.add(PolicyDocument.identity(find(arn, account).defaultVersion().document())));
    return documents;
  }

  /** A policy of the account or of AWS. */
  PolicyEntry find(String arn, Call call) {
    return find(arn, call.account());
  }

  private PolicyEntry find(String arn, String account) {
    if (arn.startsWith(ManagedPolicies.PREFIX)) {
      return managed.find(arn).orElseThrow(() -> noSuchPolicy(arn));
    }
    PolicyEntry entry = IamState.of(store, account).policies.get(arn);
    if (entry == null) {
      throw noSuchPolicy(arn);
    }
    return entry;
  }

  ManagedPolicies managed() {
    return managed;
  }

  private static AwsFault noSuchPolicy(String arn) {
    return IamFaults.noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
  }

  private static String existing(GrantedPolicies granted, String name) {
    String document = granted.inline.get(name);
    if (document == null) {
      throw IamFaults.noSuch("role policy", name);
    }
    return document;
  }
}
