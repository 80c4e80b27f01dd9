package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code cloud}: the account, the region and the role to assume. */
final class CloudSection {
  private static final int MIN_EXTERNAL_ID_LENGTH = 2;
  private static final int MAX_EXTERNAL_ID_LENGTH = 1224;
  private static final Set<String> PLANNED_PROVIDERS = Set.of("gcp", "azure");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE_ARN =
      Pattern.compile(
          "arn:aws:iam::([0-9]{12}):role/([A-Za-z0-9+=,.@_-]{1,64}/){0,8}[A-Za-z0-9+=,.@_-]{1,64}");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[A-Za-z0-9+=,.@:/_-]*");

  private final Set<String> allowedRegions;

  CloudSection(Set<String> allowedRegions) {
    this.allowedRegions = allowedRegions;
  }

  CloudTarget read(Fields root) {
    root.require("cloud");
    Fields cloud = root.section("cloud");
    // A missing section is reported once, not once for each of its fields.
    if (root.value("cloud") == null) {
      return new CloudTarget("aws", "", "", "", null);
    }
    String provider = cloud.requiredText("provider", CloudSection::provider);
    String region = cloud.requiredText("region", this::region);
    cloud.require("account_id");
    String account = cloud.numericText("account_id", CloudSection::account).orElse("");
    String role = cloud.requiredText("role_arn", CloudSection::role);
    String externalId = cloud.optionalText("external_id", CloudSection::externalId).orElse(null);
    Matcher arn = ROLE_ARN.matcher(role);
    if (!account.isEmpty() && arn.matches() && !arn.group(1).equals(account)) {
      cloud.addViolation(
          "account_id",
          ValueFormat.quoted(account)
              + " is not the account of role_arn, which is "
              + arn.group(1));
    }
    cloud.rejectUnknownFields();
    return new CloudTarget(provider, region, account, role, externalId);
  }

  private static @Nullable String provider(String provider) {
    if (PLANNED_PROVIDERS.contains(provider)) {
      return ValueFormat.quoted(provider) + " is not supported yet; expected 'aws'";
    }
    return Fields.oneOf(Map.of("aws", "aws"), "a provider").problem(provider);
  }

  private @Nullable String region(String region) {
    if (allowedRegions.contains(region)) {
      return null;
    }
    Map<String, String> allowed = new TreeMap<>();
    allowedRegions.forEach(name -> allowed.put(name, name));
    return AwsRegions.all().contains(region)
        ? ValueFormat.quoted(region)
            + " is not allowed in this installation; allowed are "
            + ValueFormat.list(allowed.keySet())
        : Fields.oneOf(allowed, "a region").problem(region);
  }

  private static @Nullable String account(String account) {
    return ACCOUNT.matcher(account).matches()
        ? null
        : ValueFormat.quoted(account) + " is not an account id; expected twelve digits";
  }

  private static @Nullable String role(String arn) {
    return ROLE_ARN.matcher(arn).matches()
        ? null
        : ValueFormat.quoted(arn)
            + " is not a role ARN; expected a value like"
            + " arn:aws:iam::123456789012:role/Beta9Provisioner";
  }

  private static @Nullable String externalId(String id) {
    if (id.length() < MIN_EXTERNAL_ID_LENGTH || id.length() > MAX_EXTERNAL_ID_LENGTH) {
      return "must be from %d to %d characters long, not %d"
          .formatted(MIN_EXTERNAL_ID_LENGTH, MAX_EXTERNAL_ID_LENGTH, id.length());
    }
    // The message does not repeat the id, which is confidential.
    return EXTERNAL_ID.matcher(id).matches()
        ? null
        : "must contain only letters, digits and + = , . @ : / - _";
  }
}
