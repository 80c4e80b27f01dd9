package io.beta9.provisioning.cloudsim.aws.acm;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import io.beta9.provisioning.cloudsim.aws.TaggedResourceProvider;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.route53.PublicDns;
import io.beta9.provisioning.cloudsim.aws.route53.Route53Service;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.acm.model.AddTagsToCertificateRequest;
import software.amazon.awssdk.services.acm.model.AddTagsToCertificateResponse;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateStatus;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.CertificateType;
import software.amazon.awssdk.services.acm.model.DeleteCertificateRequest;
import software.amazon.awssdk.services.acm.model.DeleteCertificateResponse;
import software.amazon.awssdk.services.acm.model.DescribeCertificateRequest;
import software.amazon.awssdk.services.acm.model.DescribeCertificateResponse;
import software.amazon.awssdk.services.acm.model.DomainStatus;
import software.amazon.awssdk.services.acm.model.DomainValidation;
import software.amazon.awssdk.services.acm.model.FailureReason;
import software.amazon.awssdk.services.acm.model.KeyAlgorithm;
import software.amazon.awssdk.services.acm.model.ListCertificatesRequest;
import software.amazon.awssdk.services.acm.model.ListCertificatesResponse;
import software.amazon.awssdk.services.acm.model.ListTagsForCertificateRequest;
import software.amazon.awssdk.services.acm.model.ListTagsForCertificateResponse;
import software.amazon.awssdk.services.acm.model.RecordType;
import software.amazon.awssdk.services.acm.model.RemoveTagsFromCertificateRequest;
import software.amazon.awssdk.services.acm.model.RemoveTagsFromCertificateResponse;
import software.amazon.awssdk.services.acm.model.RequestCertificateRequest;
import software.amazon.awssdk.services.acm.model.RequestCertificateResponse;
import software.amazon.awssdk.services.acm.model.Tag;
import software.amazon.awssdk.services.acm.model.ValidationMethod;

/**
 * AWS Certificate Manager. A certificate is issued once the CNAME record of each of its domains can
 * be resolved; the records are shown only some seconds after the request.
 */
public final class AcmService implements AwsService, TaggedResourceProvider {
  /** The time after which the records of the validation are shown. */
  public static final String RECORDS = "acm:records";

  /** The time from the existence of the record until the certificate is issued. */
  public static final String ISSUANCE = "acm:issuance";

  /**
   * A condition under which a certificate fails; its subject is the domain, its text the status, or
   * empty for the refusal by a CAA record.
   */
  public static final String FAILS = "certificate-fails";

  private static final Pattern DOMAIN =
      Pattern.compile(
          "(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])");
  private static final int MAX_FIRST_DOMAIN = 64;
  private static final Duration VALIDATION_PERIOD = Duration.ofDays(3);

  private final StateStore store;

  public AcmService(StateStore store) {
    this.store = store;
  }

  @Override
  public String signingName() {
    return "acm";
  }

  @Override
  public void register(Operations operations) {
    operations.on(RequestCertificateRequest.class, this::request);
    operations.on(DescribeCertificateRequest.class, this::describe);
    operations.on(ListCertificatesRequest.class, this::list);
    operations.on(DeleteCertificateRequest.class, this::delete);
    operations.on(
        ListTagsForCertificateRequest.class,
        (request, call) -> {
          entry(request.certificateArn(), call);
          return ListTagsForCertificateResponse.builder()
              .tags(
                  state(call).tags.of(request.certificateArn()).entrySet().stream()
                      .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                      .toList())
              .build();
        });
    operations.on(
        AddTagsToCertificateRequest.class,
        (request, call) -> {
          entry(request.certificateArn(), call);
          state(call).tags.add(request.certificateArn(), tags(request.tags()));
          return AddTagsToCertificateResponse.builder().build();
        });
    operations.on(
        RemoveTagsFromCertificateRequest.class,
        (request, call) -> {
          entry(request.certificateArn(), call);
          state(call)
              .tags
              .remove(request.certificateArn(), request.tags().stream().map(Tag::key).toList());
          return RemoveTagsFromCertificateResponse.builder().build();
        });
  }

  @Override
  public Stream<TaggedResource> taggedResources(String account, String region) {
    return AcmState.of(store, account, region).tags.stream();
  }

  private RequestCertificateResponse request(RequestCertificateRequest request, Call call) {
    if (request.validationMethod() != ValidationMethod.DNS) {
      throw error("ValidationException", "Only validation by DNS is simulated");
    }
    if (!DOMAIN.matcher(request.domainName()).matches()) {
      throw error(
          "ValidationException",
          "1 validation error detected: Value at 'domainName' failed to satisfy constraint: Member"
              + " must satisfy regular expression pattern");
    }
    if (request.domainName().length() > MAX_FIRST_DOMAIN) {
      throw error(
          "InvalidDomainValidationOptionsException",
          "The first domain name can be no longer than 64 characters");
    }
    AcmState state = state(call);
    String token = request.idempotencyToken();
    if (token != null) {
      if (!token.matches("\\w{1,32}")) {
        throw error("ValidationException", "Value at 'idempotencyToken' failed to satisfy \\w+");
      }
      for (Map.Entry<String, AcmState.Entry> known : state.certificates.entrySet()) {
        if (token.equals(known.getValue().token)
            && known.getValue().detail.domainName().equals(request.domainName())
            && known.getValue().detail.createdAt().plus(Duration.ofHours(1)).isAfter(call.now())) {
          return RequestCertificateResponse.builder().certificateArn(known.getKey()).build();
        }
      }
    }
    String arn = call.arn("acm", "certificate/" + RandomIds.uuid());
    TreeMap<String, String> validation = new TreeMap<>();
    Stream.concat(Stream.of(request.domainName()), request.subjectAlternativeNames().stream())
        .map(domain -> domain.startsWith("*.") ? domain.substring(2) : domain)
        .distinct()
        .forEach(
            domain ->
                validation.put(
                    // The same for each request of an account for this domain.
                    "_"
                        + hash(call.account() + domain)
                        + "."
                        + domain.toLowerCase(Locale.ROOT)
                        + ".",
                    "_"
                        + hash("value" + call.account() + domain)
                        + ".jkddzztszm.acm-validations.aws."));
    state.certificates.put(
        arn,
        new AcmState.Entry(
            token,
            CertificateDetail.builder()
                .certificateArn(arn)
                .domainName(request.domainName())
                .subjectAlternativeNames(
                    Stream.concat(
                            Stream.of(request.domainName()),
                            request.subjectAlternativeNames().stream())
                        .distinct()
                        .toList())
                .createdAt(call.now())
                .type(CertificateType.AMAZON_ISSUED)
                .keyAlgorithm(KeyAlgorithm.RSA_2048)
                .status(CertificateStatus.PENDING_VALIDATION)
                .build(),
            validation));
    state.tags.add(arn, tags(request.tags()));
    return RequestCertificateResponse.builder().certificateArn(arn).build();
  }

  private DescribeCertificateResponse describe(DescribeCertificateRequest request, Call call) {
    AcmState.Entry entry = entry(request.certificateArn(), call);
    advance(entry, call);
    boolean shown =
        !call.now().isBefore(entry.detail.createdAt().plus(call.cloud().latency(RECORDS)));
    boolean issued = entry.detail.status() == CertificateStatus.ISSUED;
    return DescribeCertificateResponse.builder()
        .certificate(
            entry.detail.toBuilder()
                .inUseBy(users(request.certificateArn(), call))
                .domainValidationOptions(
                    entry.validation.entrySet().stream()
                        .map(
                            record -> {
                              DomainValidation.Builder option =
                                  DomainValidation.builder()
                                      .domainName(
                                          record
                                              .getKey()
                                              .substring(
                                                  record.getKey().indexOf('.') + 1,
                                                  record.getKey().length() - 1))
                                      .validationMethod(ValidationMethod.DNS)
                                      .validationStatus(
                                          issued
                                              ? DomainStatus.SUCCESS
                                              : DomainStatus.PENDING_VALIDATION);
                              if (shown) {
                                option.resourceRecord(
                                    r ->
                                        r.name(record.getKey())
                                            .type(RecordType.CNAME)
                                            .value(record.getValue()));
                              }
                              return option.build();
                            })
                        .toList())
                .build())
        .build();
  }

  /** Issues a certificate whose records exist, or ends its validation. */
  private void advance(AcmState.Entry entry, Call call) {
    CertificateDetail detail = entry.detail;
    if (detail.status() != CertificateStatus.PENDING_VALIDATION) {
      return;
    }
    PublicDns dns = new PublicDns(store);
    Optional<String> failure = call.cloud().conditions().find(FAILS, detail.domainName());
    if (failure.filter(status -> !status.isEmpty()).isPresent()) {
      entry.detail = detail.toBuilder().status(failure.get()).build();
    } else if (failure.isPresent()) {
      entry.detail =
          detail.toBuilder()
              .status(CertificateStatus.FAILED)
              .failureReason(FailureReason.CAA_ERROR)
              .build();
    } else if (entry.validation.entrySet().stream()
            .allMatch(
                record ->
                    dns.canonicalName(record.getKey(), Route53Service.inSync(call))
                        .filter(value -> value.equalsIgnoreCase(record.getValue()))
                        .isPresent())
        && !call.now().isBefore(detail.createdAt().plus(call.cloud().latency(ISSUANCE)))) {
      entry.detail =
          detail.toBuilder()
              .status(CertificateStatus.ISSUED)
              .issuedAt(call.now())
              .notBefore(call.now())
              .notAfter(call.now().plus(Duration.ofDays(395)))
              .build();
    } else if (call.now().isAfter(detail.createdAt().plus(VALIDATION_PERIOD))) {
      entry.detail = detail.toBuilder().status(CertificateStatus.VALIDATION_TIMED_OUT).build();
    }
  }

  private ListCertificatesResponse list(ListCertificatesRequest request, Call call) {
    return ListCertificatesResponse.builder()
        .certificateSummaryList(
            state(call).certificates.values().stream()
                .peek(entry -> advance(entry, call))
                .map(entry -> entry.detail)
                .filter(
                    detail ->
                        request.certificateStatuses().isEmpty()
                            || request.certificateStatuses().contains(detail.status()))
                .map(
                    detail ->
                        CertificateSummary.builder()
                            .certificateArn(detail.certificateArn())
                            .domainName(detail.domainName())
                            .status(detail.status())
                            .keyAlgorithm(detail.keyAlgorithm())
                            .createdAt(detail.createdAt())
                            .build())
                .toList())
        .build();
  }

  private DeleteCertificateResponse delete(DeleteCertificateRequest request, Call call) {
    entry(request.certificateArn(), call);
    if (!users(request.certificateArn(), call).isEmpty()) {
      throw error("ResourceInUseException", "Certificate " + request.certificateArn() + " in use");
    }
    state(call).certificates.remove(request.certificateArn());
    state(call).tags.removeAll(request.certificateArn());
    return DeleteCertificateResponse.builder().build();
  }

  private List<String> users(String arn, Call call) {
    return CertificateUses.of(store, call.account(), call.region()).usersOf(arn);
  }

  /** Returns whether a certificate exists and has not been issued as of its last description. */
  public static boolean isUnissued(StateStore store, String account, String region, String arn) {
    AcmState.Entry entry = AcmState.of(store, account, region).certificates.get(arn);
    return entry != null && entry.detail.status() != CertificateStatus.ISSUED;
  }

  /**
   * Adds an issued certificate, as if it had been imported.
   *
   * @return its ARN
   */
  public String addIssued(String account, String region, String domain, java.time.Instant now) {
    String arn =
        Partition.ofRegion(region).arn("acm", region, account, "certificate/" + RandomIds.uuid());
    AcmState.of(store, account, region)
        .certificates
        .put(
            arn,
            new AcmState.Entry(
                null,
                CertificateDetail.builder()
                    .certificateArn(arn)
                    .domainName(domain)
                    .subjectAlternativeNames(domain)
                    .createdAt(now)
                    .type(CertificateType.IMPORTED)
                    .keyAlgorithm(KeyAlgorithm.RSA_2048)
                    .status(CertificateStatus.ISSUED)
                    .notAfter(now.plus(Duration.ofDays(90)))
                    .build(),
                new TreeMap<>()));
    return arn;
  }

  private AcmState.Entry entry(String arn, Call call) {
    AcmState.Entry entry = state(call).certificates.get(arn);
    if (entry == null) {
      throw error(
          "ResourceNotFoundException",
          "Could not find certificate " + arn + " in account " + call.account() + ".");
    }
    return entry;
  }

  private static String hash(String text) {
    return java.util
        .UUID
        .nameUUIDFromBytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  private static Map<String, String> tags(List<Tag> tags) {
    Map<String, String> map = new LinkedHashMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value() == null ? "" : tag.value()));
    return map;
  }

  private static AwsErrorException error(String code, String message) {
    return new AwsErrorException(400, code, message);
  }

  private AcmState state(Call call) {
    return AcmState.of(store, call.account(), call.region());
  }
}
