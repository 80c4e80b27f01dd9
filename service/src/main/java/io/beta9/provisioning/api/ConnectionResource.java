package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.environment.ConnectionView;
import io.beta9.provisioning.apimodel.environment.KubeconfigText;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.Kubeconfig;
import io.beta9.provisioning.connection.Beta9Connection;
import io.beta9.provisioning.connection.ConnectionGuide;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** How users connect to the Beta9 of an environment, and operators to its cluster. */
@RestController
@RequestMapping("/api/v1/environments/{id}")
public class ConnectionResource {
  private final EffectiveCaller environments;

  public ConnectionResource(EffectiveCaller environments) {
    this.environments = environments;
  }

  /** Returns addresses, files and commands, without secrets. */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/connection")
  ConnectionView connection(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return ConnectionGuide.of(Beta9Connection.of(environments.find(caller, id)));
  }

  /** Returns a kubeconfig without secrets; kubectl then needs the AWS CLI. */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/kubeconfig")
  KubeconfigText kubeconfig(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    Environment environment = environments.find(caller, id);
    ObjectNode stored = environment.outputs().toTree();
    Map<String, String> outputs = new HashMap<>();
    for (String name :
        List.of("cluster_name", "cluster_endpoint", "cluster_certificate_authority")) {
      String value = stored.path(name).asString("");
      if (value.isEmpty()) {
        throw new FailureException(
            Failure.of(FailureCode.CLUSTER_NOT_CREATED)
                .about(environment.name())
                .with(FailureParameter.ENVIRONMENT, environment.id().value()));
      }
      outputs.put(name, value);
    }
    return new KubeconfigText(
        Kubeconfig.forOperators(
            new ClusterAccess.Coordinates(
                outputs.getOrDefault("cluster_name", ""),
                environment.region(),
                outputs.getOrDefault("cluster_endpoint", ""),
                outputs.getOrDefault("cluster_certificate_authority", "")),
            environment.target().roleArn()));
  }
}
