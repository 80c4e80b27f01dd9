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
          "AWS_CA_BUNDLE",
          "AWS_USE_FIPS_ENDPOINT",
          "AWS_USE_DUALSTACK_ENDPOINT",
          "GOGC",
          "GOMEMLIMIT");

  /** The credentials of the worker, with which the role can be assumed, and their sources. */
  private static final List<String> CREDENTIALS =
      List.of(
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
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");

  private ChildEnvironment() {}

  /** Returns the variables of a process that uses the credentials of the worker. */
  public static Map<String, String> of(TerraformOptions options, Path cliConfiguration) {
    Map<String, String> child = withoutCredentials(options, cliConfiguration);
    pass(CREDENTIALS, options.environment(), child);
    return child;
  }

  /**
   * Returns the variables of a process with credentials of its own.
   *
   * @param credentials the directory that contains their {@linkplain CredentialsFile files}
   */
  public static Map<String, String> of(
      TerraformOptions options, Path cliConfiguration, Path credentials) {
    Map<String, String> child = withoutCredentials(options, cliConfiguration);
    child.putAll(CredentialsFile.variables(credentials));
    return child;
  }

  /**
   * Replaces what only the user of the worker can use by what the user of the process can.
   *
   * @param home a directory of that user
   */
  public static Map<String, String> ofUser(Map<String, String> child, Path home) {
    Map<String, String> own = new TreeMap<>(child);
    own.put("HOME", home.toString());
    // The default is writable for all users.
    own.remove("TMPDIR");
    return own;
  }

  private static void pass(List<String> names, Map<String, String> own, Map<String, String> child) {
    for (String name : names) {
      String value = own.get(name);
      if (value != null) {
        child.put(name, value);
      }
    }
  }

  private static Map<String, String> withoutCredentials(
      TerraformOptions options, Path cliConfiguration) {
    Map<String, String> child = new TreeMap<>();
    Map<String, String> own = options.environment();
    pass(PASSED, own, child);
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
