package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.iam.core.GrantedPolicies;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamNames;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState.PolicyEntry;
import io.beta9.provisioning.cloudsim.aws.iam.core.PolicyUrlEncoding;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;

/** The inline and attached policies of roles and users. */
public final class PrincipalPolicies {
  private static final int MAX_ATTACHED = 10;
  private static final int MAX_PARSED = 500;

  private final StateStore store;
  private final AwsManagedPolicies awsManaged = new AwsManagedPolicies();
  private final Map<String, PolicyDocument> parsedDocuments = new ConcurrentHashMap<>();

  public PrincipalPolicies(StateStore store) {
    this.store = store;
  }

  void put(GrantedPolicies granted, String name, String document, Call call) {
    IamNames.require("policyName", name, 128);
    PolicyDocument.parseIdentityPolicy(document, call.partition());
    granted.inline.put(name, document);
  }

  /** Returns the URL-encoded document of an inline policy. */
  String get(GrantedPolicies granted, String name) {
    return PolicyUrlEncoding.encode(existing(granted, name));
  }

  void delete(GrantedPolicies granted, String name) {
    existing(granted, name);
    granted.inline.remove(name);
  }

  void attach(GrantedPolicies granted, String policyArn, Call call) {
    find(policyArn, call);
    if (!granted.attached.contains(policyArn) && granted.attached.size() >= MAX_ATTACHED) {
      throw IamErrors.limit("PoliciesPerRole", MAX_ATTACHED);
    }
    granted.attached.add(policyArn);
  }

  void detach(GrantedPolicies granted, String policyArn) {
    if (!granted.attached.remove(policyArn)) {
      throw IamErrors.noSuchEntity("Policy " + policyArn + " was not found.");
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

  /** Returns the document of a managed policy. */
  public PolicyDocument document(String arn, String account) {
    return parsed(find(arn, account).defaultVersion().document());
  }

  private PolicyDocument parsed(String text) {
    if (parsedDocuments.size() > MAX_PARSED) {
      parsedDocuments.clear();
    }
    return parsedDocuments.computeIfAbsent(text, PolicyDocument::parseIdentityPolicy);
  }

  /** Returns the documents of all inline and attached policies of a principal. */
  public List<PolicyDocument> documents(GrantedPolicies granted, String account) {
    List<PolicyDocument> documents = new ArrayList<>();
    granted.inline.values().forEach(text -> documents.add(parsed(text)));
    granted.attached.forEach(arn -> documents.add(document(arn, account)));
    return documents;
  }

  /** Returns a customer managed or AWS managed policy. */
  PolicyEntry find(String arn, Call call) {
    if (Partition.ofArn(arn) != call.partition()) {
      throw noSuchPolicy(arn);
    }
    return find(arn, call.account());
  }

  private PolicyEntry find(String arn, String account) {
    if (AwsManagedPolicies.isOfAws(arn)) {
      return awsManaged.find(arn).orElseThrow(() -> noSuchPolicy(arn));
    }
    PolicyEntry entry = IamState.of(store, account).policies.get(arn);
    if (entry == null) {
      throw noSuchPolicy(arn);
    }
    return entry;
  }

  AwsManagedPolicies awsManaged() {
    return awsManaged;
  }

  private static AwsErrorException noSuchPolicy(String arn) {
    return IamErrors.noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
  }

  private static String existing(GrantedPolicies granted, String name) {
    String document = granted.inline.get(name);
    if (document == null) {
      throw IamErrors.noSuch("role policy", name);
    }
    return document;
  }
}
