package io.beta9.provisioning.connection;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a user needs to connect to the Beta9 of an environment. Contains no secret.
 *
 * @param region the region of the secrets
 * @param address where the gateway is reachable
 * @param loadBalancer the name of the load balancer, to which the domain has to refer
 * @param domain the domain of Beta9; null if nothing uses it, because there is no certificate
 * @param domainRecordExists whether this service has made the domain refer to the load balancer
 * @param cidr the addresses of the VPC
 * @param workspaceId null if it is only in the secret
 * @param userTokenStored whether users have a token of their own; otherwise there is only the
 *     administrator's
 */
public record Beta9Connection(
    EnvironmentId id,
    String name,
    String region,
    GatewayAddress address,
    String loadBalancer,
    @Nullable String domain,
    boolean domainRecordExists,
    String cidr,
    @Nullable String workspaceId,
    boolean userTokenStored) {

  /** The output with the name of the load balancer. */
  public static final String LOAD_BALANCER_OUTPUT = "load_balancer_hostname";

  /** The output with the id of the administrator's workspace. */
  public static final String WORKSPACE_OUTPUT = "beta9_workspace_id";

  /** The output that says whether users have a token of their own. */
  public static final String USER_TOKEN_OUTPUT = "user_token_stored";

  /** The output that says whether the domain's record is in a hosted zone of the account. */
  public static final String DOMAIN_RECORD_OUTPUT = "domain_record_exists";

  /**
   * The output with the domains for which this service may have created a record: the present one,
   * and earlier ones whose record it has not removed yet.
   */
  public static final String DOMAINS_OUTPUT = "domains_with_record";

  /** The output with the record that the customer has to create for the certificate. */
  public static final String CERTIFICATE_RECORD_OUTPUT = "certificate_record";

  /** Stands for the token in the configuration file. */
  public static final String TOKEN_PLACEHOLDER = "TOKEN";

  /** Outputs come from the customer's account, and become part of commands. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  private static final Pattern WORKSPACE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * Returns how to connect to an environment.
   *
   * @throws FailureException {@code beta9-not-exposed} if Beta9 has no load balancer yet
   */
  public static Beta9Connection of(Environment environment) {
    return of(
        environment.id(),
        environment.name(),
        InfraModelJson.fromJson(environment.infraModel().text()),
        environment.outputs().toTree());
  }

  static Beta9Connection of(EnvironmentId id, String name, InfraModel model, ObjectNode outputs) {
    String loadBalancer = outputs.path(LOAD_BALANCER_OUTPUT).asString("");
    if (!HOST.matcher(loadBalancer).matches()) {
      throw new FailureException(
          Failure.of(FailureCode.BETA9_NOT_EXPOSED)
              .about(name)
              .with(FailureParameter.ENVIRONMENT, id.value()));
    }
    String workspace = outputs.path(WORKSPACE_OUTPUT).asString("");
    return new Beta9Connection(
        id,
        name,
        model.region(),
        GatewayAddress.of(model, loadBalancer),
        loadBalancer,
        model.beta9().hasCertificate() ? model.beta9().domain() : null,
        outputs.path(DOMAIN_RECORD_OUTPUT).asBoolean(false),
        model.network().cidr(),
        WORKSPACE.matcher(workspace).matches() ? workspace : null,
        outputs.path(USER_TOKEN_OUTPUT).asBoolean(false));
  }

  /** Returns the name of the secret with the token to connect with, in Secrets Manager. */
  public String secretName() {
    return userTokenStored
        ? EnvironmentSecrets.userTokenName(id)
        : EnvironmentSecrets.adminTokenName(id);
  }

  /** Returns the name of the secret with the token of the cluster's administrator. */
  public String administratorSecretName() {
    return EnvironmentSecrets.adminTokenName(id);
  }

  /** Returns a command that prints the token to connect with. */
  public String tokenCommand() {
    return tokenCommand(secretName());
  }

  /** Returns a command that prints a token, for a shell with credentials of the account. */
  String tokenCommand(String secret) {
    return "aws secretsmanager get-secret-value --region %s --secret-id %s --query SecretString --output text | python3 -c 'import json, sys; print(json.load(sys.stdin)[\"token\"])'"
        .formatted(region, secret);
  }

  /**
   * Returns the configuration file of Beta9's client, {@code ~/.beta9/config.ini}. The client's own
   * command for it asks for the token interactively, and its environment variables have no effect
   * beside a file.
   */
  public String configFile() {
    return configFile(address, TOKEN_PLACEHOLDER);
  }

  /**
   * Returns a shell script that writes the configuration file with the token, for this user only.
   */
  public String configScript() {
    return configScript(address);
  }

  /** Returns the same for a port-forward. */
  public String forwardedConfigScript() {
    return configScript(GatewayAddress.forwarded());
  }

  /** Returns the command that forwards the gateway's ports to the user's machine. */
  public String portForwardCommand() {
    return "kubectl --kubeconfig %s.kubeconfig -n beta9-system port-forward service/beta9-gateway %s"
        .formatted(name, GatewayAddress.forwardedPorts());
  }

  private String configScript(GatewayAddress at) {
    return "(umask 077; mkdir -p ~/.beta9; cat > ~/.beta9/config.ini <<EOF\n"
        + configFile(at, "$(" + tokenCommand() + ")")
        + "EOF\n)";
  }

  private static String configFile(GatewayAddress at, String token) {
    return """
    [default]
    token = %s
    gateway_host = %s
    gateway_port = %d
    """
        .formatted(token, at.host(), at.grpcPort());
  }
}
