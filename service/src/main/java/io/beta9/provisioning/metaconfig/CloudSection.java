package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.AwsRegions;
import io.beta9.provisioning.metaconfig.text.ValueWords;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code cloud}: whose account, where, and the way in. */
final class CloudSection {
  private static final int SHORTEST_EXTERNAL_ID = 2;
  private static final int LONGEST_EXTERNAL_ID = 1224;
  private static final Set<String> PLANNED_PROVIDERS = Set.of("gcp", "azure");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE =
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
    // With no cloud at all, one line says so; five for its fields would say no more.
    if (root.value("cloud") == null) {
      return new CloudTarget("aws", "", "", "", null);
    }
    String provider = cloud.requiredText("provider", CloudSection::provider);
    String region = cloud.requiredText("region", this::region);
    cloud.require("account_id");
    String account = cloud.digits("account_id", CloudSection::account).orElse("");
    String role = cloud.requiredText("role_arn", CloudSection::role);
    String externalId = cloud.optionalText("external_id", CloudSection::externalId).orElse(null);
    Matcher arn = ROLE.matcher(role);
    if (!account.isEmpty() && arn.matches() && !arn.group(1).equals(account)) {
      cloud.wrong(
          "account_id",
          ValueWords.quoted(account) + " is not the account of role_arn, which is " + arn.group(1));
    }
    cloud.refuseOthers();
    return new CloudTarget(provider, region, account, role, externalId);
  }

  private static @Nullable String provider(String provider) {
    if (PLANNED_PROVIDERS.contains(provider)) {
      return ValueWords.quoted(provider) + " is known but not built yet; only 'aws' is";
    }
    return Fields.oneOf(Map.of("aws", "aws"), "a provider").complaint(provider);
  }

  private @Nullable String region(String region) {
    if (allowedRegions.contains(region)) {
      return null;
    }
    Map<String, String> allowed = new TreeMap<>();
    allowedRegions.forEach(name -> allowed.put(name, name));
    return AwsRegions.all().contains(region)
        ? ValueWords.quoted(region)
            + " is not allowed here; allowed are "
            + ValueWords.list(allowed.keySet())
        : Fields.oneOf(allowed, "a region").complaint(region);
  }

  private static @Nullable String account(String account) {
    return ACCOUNT.matcher(account).matches()
        ? null
        : ValueWords.quoted(account) + " is not an account id: twelve digits";
  }

  private static @Nullable String role(String arn) {
    return ROLE.matcher(arn).matches()
        ? null
        : ValueWords.quoted(arn)
            + " is not the ARN of a role, like arn:aws:iam::123456789012:role/Beta9Provisioner";
  }

  private static @Nullable String externalId(String id) {
    if (id.length() < SHORTEST_EXTERNAL_ID || id.length() > LONGEST_EXTERNAL_ID) {
      return "must be from %d to %d characters long, is %d"
          .formatted(SHORTEST_EXTERNAL_ID, LONGEST_EXTERNAL_ID, id.length());
    }
    // The id itself is not repeated: it is half a secret.
    return EXTERNAL_ID.matcher(id).matches()
        ? null
        : "may hold letters, digits and + = , . @ : / - _ only";
  }
}
