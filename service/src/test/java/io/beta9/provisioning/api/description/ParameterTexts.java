package io.beta9.provisioning.api.description;

import java.util.Map;
import java.util.Optional;

/** What the parameters of the API mean, by their names, with an example each. */
final class ParameterTexts {
  record ParameterText(String description, String example) {}

  private static final Map<String, ParameterText> TEXTS =
      Map.ofEntries(
          entry("id", "The id of the resource, as the API returned it.", "env_0123456789ab"),
          entry("accountId", "The account's id in the cloud: twelve digits.", "123456789012"),
          entry("region", "A region of the cloud provider.", "us-east-1"),
          entry("status", "Only environments with this status.", "ready"),
          entry("name", "Only environments with this name.", "demo"),
          entry("state", "Only deliveries in this state.", "dead"),
          entry("delivery", "The id of a delivery.", "whd_0123456789abcdef01234567"),
          entry("limit", "The maximum number of items on the page.", "50"),
          entry("cursor", "The `next_cursor` of the previous page.", "0"),
          entry("since", "A period before now, such as `30m`, `1h` or `7d`.", "7d"),
          entry("environment", "Only entries about this environment.", "env_0123456789ab"),
          entry("reason", "Why, for the audit trail.", "the region has recovered"),
          entry("for", "How long the circuit remains open, such as `45s`, `90m` or `2h`.", "2h"),
          entry("confirm", "The name of the environment.", "demo"),
          entry("dry_run", "Only return what would be done.", "true"),
          entry(
              "preflight",
              "In a dry run, also check the account: quotas, permissions, names, offered types.",
              "true"),
          entry("plan", "The id of the operation that planned an update.", "op_0123456789ab"),
          entry("version", "A version of the state; by default the current one.", "null"),
          entry("address", "The address of a resource in the state.", "aws_vpc.this"),
          entry(
              "tenant",
              "Act for this tenant instead of the key's own; requires a role in the service.",
              "acme"),
          entry(
              "all_tenants",
              "List what belongs to all tenants; requires a role in the service. Excludes"
                  + " `tenant`.",
              "true"),
          entry(
              "expires_in",
              "The lifetime of the new key, such as `12h` or `90d`, at most `3650d`.",
              "90d"),
          entry("format", "The format of the documents.", "json"),
          entry("account_id", "The account's id in the cloud: twelve digits.", "123456789012"),
          entry("partition", "The partition, if no region tells it.", "aws"),
          entry("role_name", "The name of the role.", "Beta9Provisioner"),
          entry(
              "trusted_principal",
              "The ARN that may assume the role.",
              "arn:aws:iam::123456789012:root"),
          entry(
              "bucket_prefix",
              "Prefixes of the environments' buckets (`data.object_store.bucket_prefix`).",
              "beta9"),
          entry("external_id", "The external id that the role requires.", "b9-0123456789"));

  private ParameterTexts() {}

  private static Map.Entry<String, ParameterText> entry(
      String name, String description, String example) {
    return Map.entry(name, new ParameterText(description, example));
  }

  static Optional<ParameterText> find(String name) {
    return Optional.ofNullable(TEXTS.get(name));
  }
}
