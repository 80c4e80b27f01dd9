package io.beta9.provisioning.cloudsim.aws.quotas;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;

/** Service Quotas: default and applied values. */
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
