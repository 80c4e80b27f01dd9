package io.beta9.provisioning.terraform.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment variables of a Terraform process: an allow-list, so that the worker's database
 * password and its other settings are not passed on.
 */
public final class ChildEnvironment {
  private static final List<String> PASSED =
      List.of(
          "PATH",
          "HOME",
          "TMPDIR",
          "LANG",
          "LC_ALL",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          // The base credentials, with which the role is assumed.
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_PROFILE",
          "AWS_CONFIG_FILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_ROLE_ARN",
          "AWS_ROLE_SESSION_NAME",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
          "AWS_CA_BUNDLE",
          "AWS_USE_FIPS_ENDPOINT",
          "AWS_USE_DUALSTACK_ENDPOINT",
          "GOGC",
          "GOMEMLIMIT");

  private ChildEnvironment() {}

  /** Returns the variables by name. */
  public static Map<String, String> of(TerraformOptions options, Path cliConfiguration) {
    Map<String, String> child = new TreeMap<>();
    Map<String, String> own = options.environment();
    for (String name : PASSED) {
      String value = own.get(name);
      if (value != null) {
        child.put(name, value);
      }
    }
    own.forEach(
        (name, value) -> {
          if (name.equals("AWS_ENDPOINT_URL") || name.startsWith("AWS_ENDPOINT_URL_")) {
            child.put(name, value);
          }
        });
    child.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
    child.put("TF_CLI_CONFIG_FILE", cliConfiguration.toString());
    child.put("TF_IN_AUTOMATION", "1");
    child.put("TF_INPUT", "0");
    child.put("CHECKPOINT_DISABLE", "1");
    if (options.endpointOverride().isPresent()) {
      // The instance role is not valid there, and querying it takes seconds.
      child.put("AWS_EC2_METADATA_DISABLED", "true");
    }
    return child;
  }
}
