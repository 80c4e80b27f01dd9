package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Generates the files that are not copied from the module: backend and provider settings,
 * variables, and the manifest with which the CDK for Terraform CLI accepts the directory as its
 * own. The same stack always results in the same bytes.
 */
final class CdkAssembly {
  static final String STACK = "beta9-aws";
  private static final String CDKTF_VERSION = "0.20.11";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private CdkAssembly() {}

  static String manifest() {
    Map<String, Object> stack = new LinkedHashMap<>();
    stack.put("name", STACK);
    stack.put("constructPath", STACK);
    stack.put("workingDirectory", "stacks/" + STACK);
    stack.put("synthesizedStackPath", "stacks/" + STACK + "/cdk.tf.json");
    stack.put("annotations", List.of());
    stack.put("dependencies", List.of());
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("version", CDKTF_VERSION);
    manifest.put("stacks", Map.of(STACK, stack));
    return write(manifest);
  }

  static String settings(StackSpec spec, TerraformOptions options) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("terraform", Map.of("backend", Map.of("s3", backend(spec, options))));
    root.put("provider", Map.of("aws", List.of(provider(spec, options))));
    return write(root);
  }

  static String variables(StackSpec spec) {
    return write(spec.variables());
  }

  private static Map<String, Object> backend(StackSpec spec, TerraformOptions options) {
    StateBackend state = spec.state();
    Map<String, Object> backend = new LinkedHashMap<>();
    backend.put("bucket", state.bucket());
    backend.put("key", state.key());
    backend.put("region", state.region());
    backend.put("encrypt", true);
    if (state.lockFile()) {
      backend.put("use_lockfile", true);
    }
    String table = state.lockTable();
    if (table != null) {
      backend.put("dynamodb_table", table);
    }
    backend.put("assume_role", role(spec));
    if (options.endpointOverride().isPresent()) {
      backend.put("use_path_style", true);
    }
    return backend;
  }

  private static Map<String, Object> provider(StackSpec spec, TerraformOptions options) {
    Map<String, Object> provider = new LinkedHashMap<>();
    provider.put("region", spec.target().region());
    provider.put("allowed_account_ids", List.of(spec.target().accountId()));
    // Without this check, a role of another account would create resources there.
    provider.put("assume_role", List.of(role(spec)));
    provider.put("default_tags", List.of(Map.of("tags", new TreeMap<>(spec.tags()))));
    provider.put("max_retries", options.maxRetries());
    if (options.endpointOverride().isPresent()) {
      provider.put("s3_use_path_style", true);
    }
    return provider;
  }

  private static Map<String, Object> role(StackSpec spec) {
    Map<String, Object> role = new LinkedHashMap<>();
    role.put("role_arn", spec.target().roleArn());
    Optional.ofNullable(spec.target().externalId()).ifPresent(id -> role.put("external_id", id));
    role.put("session_name", spec.sessionName());
    return role;
  }

  private static String write(Object value) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    return JSON.writer().with(printer).writeValueAsString(value) + "\n";
  }
}
