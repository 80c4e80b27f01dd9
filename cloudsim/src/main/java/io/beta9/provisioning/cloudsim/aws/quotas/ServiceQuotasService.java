package io.beta9.provisioning.cloudsim.aws.quotas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryRequest;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryResponse;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.RequestServiceQuotaIncreaseRequest;
import software.amazon.awssdk.services.servicequotas.model.RequestServiceQuotaIncreaseResponse;
import software.amazon.awssdk.services.servicequotas.model.RequestStatus;
import software.amazon.awssdk.services.servicequotas.model.RequestedServiceQuotaChange;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;

/** Service Quotas: default and applied values, and requests for increases, which stay pending. */
public final class ServiceQuotasService implements AwsService {

  @Override
  public String signingName() {
    return "servicequotas";
  }

  @Override
  public void register(Operations operations) {
    operations.on(
        GetServiceQuotaRequest.class,
        (request, call) ->
            GetServiceQuotaResponse.builder()
                .quota(apiView(find(request.serviceCode(), request.quotaCode()), call, true))
                .build());
    operations.on(
        GetAwsDefaultServiceQuotaRequest.class,
        (request, call) ->
            GetAwsDefaultServiceQuotaResponse.builder()
                .quota(apiView(find(request.serviceCode(), request.quotaCode()), call, false))
                .build());
    operations.on(RequestServiceQuotaIncreaseRequest.class, ServiceQuotasService::requestIncrease);
    operations.on(
        ListRequestedServiceQuotaChangeHistoryRequest.class,
        (request, call) ->
            ListRequestedServiceQuotaChangeHistoryResponse.builder()
                .requestedQuotas(
                    QuotaRequests.of(call.cloud().store(), call.account(), call.region())
                        .open
                        .values())
                .build());
    operations.on(
        ListServiceQuotasRequest.class,
        (request, call) ->
            ListServiceQuotasResponse.builder()
                .quotas(
                    list(request.serviceCode()).stream()
                        .filter(
                            quota ->
                                request.quotaCode() == null
                                    || request.quotaCode().equals(quota.code()))
                        .map(quota -> apiView(quota, call, true))
                        .toList())
                .build());
    operations.on(
        ListAwsDefaultServiceQuotasRequest.class,
        (request, call) ->
            ListAwsDefaultServiceQuotasResponse.builder()
                .quotas(
                    list(request.serviceCode()).stream()
                        .map(quota -> apiView(quota, call, false))
                        .toList())
                .build());
  }

  /**
   * Accepts one open request for each quota, as AWS does.
   *
   * <p>See <a
   * href="https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html">RequestServiceQuotaIncrease</a>.
   */
  private static RequestServiceQuotaIncreaseResponse requestIncrease(
      RequestServiceQuotaIncreaseRequest request, Call call) {
    Quota quota = find(request.serviceCode(), request.quotaCode());
    if (!quota.adjustable() || request.desiredValue() <= quota.valueIn(call.cloud())) {
      throw new AwsErrorException(
          400,
          "IllegalArgumentException",
          "You must provide a quota value greater than the current quota value");
    }
    QuotaRequests requests = QuotaRequests.of(call.cloud().store(), call.account(), call.region());
    if (requests.open.containsKey(quota.code())) {
      throw new AwsErrorException(
          400,
          "ResourceAlreadyExistsException",
          "Only one open service quota increase request is allowed per quota.");
    }
    RequestedServiceQuotaChange change =
        RequestedServiceQuotaChange.builder()
            .id(UUID.nameUUIDFromBytes((call.account() + quota.code()).getBytes(UTF_8)).toString())
            .serviceCode(quota.service())
            .serviceName(ServiceNames.of(quota.service()))
            .quotaCode(quota.code())
            .quotaName(quota.displayName())
            .desiredValue(request.desiredValue())
            .status(RequestStatus.PENDING)
            .build();
    requests.open.put(quota.code(), change);
    return RequestServiceQuotaIncreaseResponse.builder().requestedQuota(change).build();
  }

  private static Quota find(String service, String code) {
    return Stream.of(Quota.values())
        .filter(quota -> quota.code().equals(code) && quota.service().equals(service))
        .findFirst()
        .orElseThrow(() -> noSuchResource());
  }

  private static List<Quota> list(String service) {
    List<Quota> quotas =
        Stream.of(Quota.values()).filter(quota -> quota.service().equals(service)).toList();
    if (quotas.isEmpty()) {
      throw noSuchResource();
    }
    return quotas;
  }

  private static AwsErrorException noSuchResource() {
    return new AwsErrorException(
        400,
        "NoSuchResourceException",
        "The request failed because the specified service does not exist.");
  }

  private static ServiceQuota apiView(Quota quota, Call call, boolean applied) {
    return ServiceQuota.builder()
        .serviceCode(quota.service())
        .serviceName(ServiceNames.of(quota.service()))
        .quotaArn(call.arn("servicequotas", quota.service() + "/" + quota.code()))
        .quotaCode(quota.code())
        .quotaName(quota.displayName())
        .value(applied ? quota.valueIn(call.cloud()) : quota.defaultValue())
        .unit("None")
        .adjustable(quota.adjustable())
        .globalQuota(quota == Quota.IAM_ROLES || quota == Quota.S3_BUCKETS)
        .quotaAppliedAtLevel("ACCOUNT")
        .build();
  }
}
