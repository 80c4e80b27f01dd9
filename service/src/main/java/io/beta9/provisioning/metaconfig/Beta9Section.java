package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.Beta9Release;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import io.beta9.provisioning.partition.AwsPartition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code beta9}: the domain, the version and the workers. */
final class Beta9Section {
  private static final int MAX_WORKERS = 100;
  private static final String CERTIFICATE = "certificate";

  private static final String MANAGED = InfraModel.Beta9.MANAGED_CERTIFICATE;

  /** ACM requests certificates for longer names only as additional ones. */
  private static final int MAX_MANAGED_DOMAIN = 64;

  private static final String ALLOWED_CIDRS = "allowed_cidrs";

  /** Each block is one rule for each of two ports, in a security group that holds 60 rules. */
  private static final int MAX_ALLOWED_CIDRS = 20;

  private static final Pattern CERTIFICATE_ARN =
      Pattern.compile(
          "arn:(?<partition>"
              + AwsPartition.pattern()
              + "):acm:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):certificate/[0-9a-f-]{36}");

  private static final int MAX_REGISTRY_LENGTH = 200;

  /** A host and a path, as in the name of an image; no scheme, port, tag or trailing slash. */
  private static final Pattern IMAGE_REGISTRY =
      Pattern.compile(
          "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
              + "(/[a-z0-9]+([._-][a-z0-9]+)*)*");

  /** What the tag of an image may contain after {@code py310-}. */
  private static final Pattern RUNNER_VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

  private Beta9Section() {}

  static MetaConfig.Beta9Config read(Fields root, CloudLocation cloud, Profile profile) {
    Fields beta9 = root.section("beta9");
    root.require("beta9");
    if (root.value("beta9") != null) {
      beta9.require("domain");
    }
    Optional<String> certificate =
        beta9.optionalText(
            CERTIFICATE, value -> value.equals(MANAGED) ? null : certificate(value, cloud));
    Optional<String> arn =
        beta9.optionalText("certificate_arn", value -> certificate(value, cloud));
    if (certificate.isPresent() && arn.isPresent()) {
      beta9.addViolation("certificate_arn", "is set, and so is certificate; remove one of them");
    }
    boolean managed = certificate.filter(MANAGED::equals).isPresent();
    String domain = beta9.text("domain", "", NameRules::domain).toLowerCase(Locale.ROOT);
    if (managed && domain.length() > MAX_MANAGED_DOMAIN) {
      beta9.addViolation(
          "domain",
          "has more than " + MAX_MANAGED_DOMAIN + " characters, and no certificate for it exists");
    }
    MetaConfig.Workers workers = workers(beta9.section("workers"), profile);
    WorkloadSection workload = new WorkloadSection(profile, workers);
    MetaConfig.Beta9Config config =
        new MetaConfig.Beta9Config(
            domain,
            beta9
                .numericText(
                    "version", Fields.oneOf(Beta9Release.byVersion(), "a supported version"))
                .orElse(Beta9Release.DEFAULT.gateway()),
            workers,
            workload.limits(beta9.section("limits")),
            workload.build(beta9.section("build")),
            beta9.flag("enable_metrics", true),
            beta9.flag("enable_logging", true),
            LogRetention.read(beta9),
            certificate.or(() -> arn).orElse(null),
            allowedCidrs(beta9),
            SmokeTest.byLabel()
                .get(
                    beta9.text(
                        "smoke",
                        SmokeTest.BASIC.label(),
                        Fields.oneOf(SmokeTest.byLabel(), "an extent of the smoke test"))),
            beta9.optionalText("image_registry", Beta9Section::imageRegistry).orElse(null),
            beta9.numericText("runner_version", Beta9Section::runnerVersion).orElse(null));
    beta9.rejectUnknownFields();
    return config;
  }

  /** Without a certificate the load balancer is internal, so no public address reaches it. */
  private static List<String> allowedCidrs(Fields beta9) {
    boolean internal = beta9.value("certificate_arn") == null && beta9.value(CERTIFICATE) == null;
    List<String> allowed =
        beta9.textList(
            ALLOWED_CIDRS,
            MAX_ALLOWED_CIDRS,
            internal ? AddressRules::privateBlock : AddressRules::block);
    if (allowed.contains("0.0.0.0/0")) {
      beta9.addViolation(
          ALLOWED_CIDRS, "contains 0.0.0.0/0, which restricts nothing; remove the field");
    }
    return allowed;
  }

  private static MetaConfig.Workers workers(Fields workers, Profile profile) {
    boolean gpu = workers.flag("gpu_enabled", false);
    Optional<String> label =
        workers.optionalText("gpu_type", Fields.oneOf(GpuType.byLabel(), "a GPU type"));
    if (!gpu && workers.value("gpu_type") != null) {
      workers.addViolation("gpu_type", "is set, but gpu_enabled is not true");
    }
    int standard = gpu ? profile.gpu().max() : profile.cpu().max();
    int min = workers.integer("min_workers", 0, 0, MAX_WORKERS);
    int max = workers.integer("max_workers", Math.max(min, standard), 1, MAX_WORKERS);
    if (min > max) {
      workers.addViolation("min_workers", min + " is greater than max_workers, which is " + max);
    }
    workers.rejectUnknownFields();
    GpuType type = gpu ? label.map(GpuType.byLabel()::get).orElse(profile.gpu().type()) : null;
    return new MetaConfig.Workers(gpu, type, min, max);
  }

  private static @Nullable String imageRegistry(String registry) {
    return registry.length() <= MAX_REGISTRY_LENGTH && IMAGE_REGISTRY.matcher(registry).matches()
        ? null
        : ValueFormat.quoted(registry)
            + " is not a registry: a host name with a dot, and optionally a path, in lower case,"
            + " for example registry.example.com/mirror";
  }

  private static @Nullable String runnerVersion(String version) {
    return RUNNER_VERSION.matcher(version).matches()
        ? null
        : ValueFormat.quoted(version)
            + " is not the end of a tag: at most 100 letters, digits, '.', '_' and '-', for example"
            + " the 0.1.5 of py310-0.1.5";
  }

  private static @Nullable String certificate(String arn, CloudLocation cloud) {
    Matcher match = CERTIFICATE_ARN.matcher(arn);
    if (!match.matches()) {
      return ValueFormat.quoted(arn) + " is not the ARN of an ACM certificate";
    }
    String partition = AwsPartition.ofRegion(match.group("region")).id();
    if (!match.group("partition").equals(partition)) {
      return ValueFormat.quoted(arn)
          + " is not the ARN of an ACM certificate: those in "
          + match.group("region")
          + " begin with arn:"
          + partition;
    }
    if (!cloud.region().isEmpty() && !match.group("region").equals(cloud.region())) {
      return "is a certificate in "
          + match.group("region")
          + "; the load balancer requires one in its own region, "
          + cloud.region();
    }
    return cloud.accountId().isEmpty() || match.group("account").equals(cloud.accountId())
        ? null
        : "is a certificate of account " + match.group("account") + ", not of " + cloud.accountId();
  }
}
