package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.account.AccountIdentifiers;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.apimodel.OnboardingView;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.onboarding.OnboardedRole;
import io.beta9.provisioning.onboarding.PolicyScope;
import io.beta9.provisioning.onboarding.document.OnboardingDocuments;
import io.beta9.provisioning.onboarding.document.OnboardingFormat;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The role and the permissions that the service needs in a customer's account. */
@RestController
@RequestMapping("/api/v1/onboarding")
public class OnboardingResource {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern BUCKET_PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,49}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+){1,3}-[0-9]");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[A-Za-z0-9+=,.@:/_-]{2,1224}");
  private static final Pattern PRINCIPAL =
      Pattern.compile(
          "arn:%s:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9+=,.@_/-]{1,512})"
              .formatted(AwsPartition.pattern()));

  /**
   * Returns the documents in one format.
   *
   * @param region the regions that the role may be used in; none for all
   * @param partition the partition, if it does not follow from a region
   * @param permissionsBoundary the name of the policy that every created role and user must have as
   *     its permissions boundary
   * @param bucketPrefix the prefixes of the environments' buckets; none for the default one
   */
  @Authorize(Permission.ENVIRONMENT_READ)
  @GetMapping("/aws")
  OnboardingView aws(
      @RequestParam(defaultValue = "json") String format,
      @RequestParam(name = "account_id", required = false) @Nullable String accountId,
      @RequestParam(required = false) @Nullable List<String> region,
      @RequestParam(required = false) @Nullable String partition,
      @RequestParam(name = "role_name", defaultValue = OnboardedRole.DEFAULT_NAME) String roleName,
      @RequestParam(name = "trusted_principal", required = false) @Nullable String principal,
      @RequestParam(name = "external_id", required = false) @Nullable String externalId,
      @RequestParam(name = "permissions_boundary", required = false)
          @Nullable String permissionsBoundary,
      @RequestParam(name = "bucket_prefix", required = false) @Nullable List<String> bucketPrefix) {
    List<Violation> violations = new ArrayList<>();
    Optional<OnboardingFormat> requested = OnboardingFormat.find(format);
    if (requested.isEmpty()) {
      violations.add(
          new Violation("format", "must be one of " + String.join(", ", OnboardingFormat.codes())));
    }
    require(violations, "account_id", accountId, ACCOUNT, "must be twelve digits");
    require(violations, "role_name", roleName, NAME, "is not a name of a role");
    require(
        violations,
        "trusted_principal",
        principal,
        PRINCIPAL,
        "must be the ARN of a role, a user or an account's root");
    require(violations, "external_id", externalId, EXTERNAL_ID, "is not an external id");
    violations.addAll(AccountIdentifiers.boundaryViolations(permissionsBoundary));
    List<String> prefixes = bucketPrefix == null ? List.of() : bucketPrefix;
    prefixes.forEach(
        each ->
            require(
                violations, "bucket_prefix", each, BUCKET_PREFIX, "is not a prefix of a bucket"));
    List<String> regions = region == null ? List.of() : region;
    regions.forEach(each -> require(violations, "region", each, REGION, "is not a region"));
    Optional<AwsPartition> in = partition(violations, partition, regions, principal);
    if (!violations.isEmpty()) {
      throw new BadRequestException(violations);
    }
    return view(
        requested.orElseThrow(),
        new OnboardedRole(
            roleName,
            principal,
            externalId,
            new PolicyScope(in.orElseThrow(), accountId, regions, permissionsBoundary)
                .withBucketPrefixes(prefixes)));
  }

  private static void require(
      List<Violation> violations,
      String parameter,
      @Nullable String value,
      Pattern pattern,
      String message) {
    if (value != null && !pattern.matcher(value).matches()) {
      violations.add(new Violation(parameter, message));
    }
  }

  private static Optional<AwsPartition> partition(
      List<Violation> violations,
      @Nullable String requested,
      List<String> regions,
      @Nullable String principal) {
    Optional<AwsPartition> ofPrincipal =
        Optional.ofNullable(principal).flatMap(AwsPartition::ofArn);
    Optional<AwsPartition> partition =
        partition(violations, requested, regions).or(() -> ofPrincipal);
    partition
        .filter(role -> ofPrincipal.isPresent() && ofPrincipal.get() != role)
        .ifPresent(
            role ->
                violations.add(
                    new Violation(
                        "trusted_principal",
                        "is in another partition than the role, "
                            + role.id()
                            + "; no role can be assumed across partitions")));
    return partition.or(() -> Optional.of(AwsPartition.AWS));
  }

  /** Returns the partition that is named, or the one of the regions; empty if there are none. */
  private static Optional<AwsPartition> partition(
      List<Violation> violations, @Nullable String requested, List<String> regions) {
    List<AwsPartition> ofRegions = regions.stream().map(AwsPartition::ofRegion).distinct().toList();
    if (ofRegions.size() > 1) {
      violations.add(new Violation("region", "must name regions of one partition"));
      return Optional.empty();
    }
    if (requested == null) {
      return ofRegions.stream().findFirst();
    }
    Optional<AwsPartition> found = AwsPartition.find(requested);
    if (found.isEmpty()) {
      violations.add(
          new Violation("partition", "must be one of " + String.join(", ", AwsPartition.ids())));
    } else if (!ofRegions.isEmpty() && ofRegions.getFirst() != found.get()) {
      violations.add(new Violation("partition", "does not contain the regions"));
    }
    return found;
  }

  private static OnboardingView view(OnboardingFormat format, OnboardedRole role) {
    try {
      return new OnboardingView(
          format.code(),
          role.name(),
          OnboardingDocuments.of(format, role).stream()
              .map(it -> new OnboardingView.Document(it.name(), it.fileName(), it.content()))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("region", String.valueOf(e.getMessage()));
    }
  }
}
