package io.beta9.provisioning.cloudsim.aws.ecr;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.ecr.EcrState.RepositoryEntry;
import software.amazon.awssdk.services.ecr.model.DeleteLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.DeleteLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetRepositoryPolicyResponse;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyRequest;
import software.amazon.awssdk.services.ecr.model.SetRepositoryPolicyResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Repository policies and lifecycle policies. */
final class RepositoryPolicies {
  private final Repositories repositories;

  RepositoryPolicies(Repositories repositories) {
    this.repositories = repositories;
  }

  void register(Operations operations) {
    operations.on(PutLifecyclePolicyRequest.class, this::putLifecycle);
    operations.on(GetLifecyclePolicyRequest.class, this::getLifecycle);
    operations.on(DeleteLifecyclePolicyRequest.class, this::deleteLifecycle);
    operations.on(SetRepositoryPolicyRequest.class, this::set);
    operations.on(GetRepositoryPolicyRequest.class, this::get);
    operations.on(DeleteRepositoryPolicyRequest.class, this::delete);
  }

  private PutLifecyclePolicyResponse putLifecycle(PutLifecyclePolicyRequest request, Call call) {
    RepositoryEntry entry = repositories.find(request.repositoryName(), call);
    String text = request.lifecyclePolicyText();
    if (!hasMember(text, "rules")) {
      throw EcrErrors.invalid(
          "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle"
              + " policy validation failure: string is not a JSON object with rules'");
    }
    entry.lifecyclePolicy = text;
    return PutLifecyclePolicyResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .lifecyclePolicyText(text)
        .build();
  }

  private GetLifecyclePolicyResponse getLifecycle(GetLifecyclePolicyRequest request, Call call) {
    return GetLifecyclePolicyResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .lifecyclePolicyText(lifecycle(request.repositoryName(), call))
        .lastEvaluatedAt(call.now())
        .build();
  }

  private DeleteLifecyclePolicyResponse deleteLifecycle(
      DeleteLifecyclePolicyRequest request, Call call) {
    String text = lifecycle(request.repositoryName(), call);
    repositories.find(request.repositoryName(), call).lifecyclePolicy = null;
    return DeleteLifecyclePolicyResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .lifecyclePolicyText(text)
        .build();
  }

  private SetRepositoryPolicyResponse set(SetRepositoryPolicyRequest request, Call call) {
    RepositoryEntry entry = repositories.find(request.repositoryName(), call);
    if (!hasMember(request.policyText(), "Statement")) {
      throw EcrErrors.invalid(
          "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository"
              + " policy provided'");
    }
    entry.policy = request.policyText();
    return SetRepositoryPolicyResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .policyText(request.policyText())
        .build();
  }

  private GetRepositoryPolicyResponse get(GetRepositoryPolicyRequest request, Call call) {
    return GetRepositoryPolicyResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .policyText(policy(request.repositoryName(), call))
        .build();
  }

  private DeleteRepositoryPolicyResponse delete(DeleteRepositoryPolicyRequest request, Call call) {
    String text = policy(request.repositoryName(), call);
    repositories.find(request.repositoryName(), call).policy = null;
    return DeleteRepositoryPolicyResponse.builder()
        .registryId(call.account())
        .repositoryName(request.repositoryName())
        .policyText(text)
        .build();
  }

  private String lifecycle(String repository, Call call) {
    String text = repositories.find(repository, call).lifecyclePolicy;
    if (text == null) {
      throw EcrErrors.error(
          "LifecyclePolicyNotFoundException",
          "Lifecycle policy does not exist for the repository with name '"
              + repository
              + "' in the registry with id '"
              + call.account()
              + "'");
    }
    return text;
  }

  private String policy(String repository, Call call) {
    String text = repositories.find(repository, call).policy;
    if (text == null) {
      throw EcrErrors.error(
          "RepositoryPolicyNotFoundException",
          "Repository policy does not exist for the repository with name '"
              + repository
              + "' in the registry with id '"
              + call.account()
              + "'");
    }
    return text;
  }

  private static boolean hasMember(String text, String member) {
    try {
      return JsonMapper.shared().readTree(text).has(member);
    } catch (JacksonException e) {
      return false;
    }
  }
}
