package io.beta9.provisioning.cloudsim.aws.iam.principal;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import io.beta9.provisioning.cloudsim.aws.iam.core.IamState;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.util.List;
import software.amazon.awssdk.services.iam.model.DeleteLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.GetLoginProfileRequest;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.SSHPublicKeyMetadata;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredentialMetadata;
import software.amazon.awssdk.services.iam.model.SigningCertificate;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/**
 * Subresources of users that are never present: groups, MFA devices, certificates and passwords.
 * Clients list them before they delete a user.
 */
public final class UserSubresources {
  private final StateStore store;

  public UserSubresources(StateStore store) {
    this.store = store;
  }

  public void register(Operations operations) {
    operations.on(
        ListGroupsForUserRequest.class,
        (request, call) -> {
          require(request.userName(), call);
          return ListGroupsForUserResponse.builder()
              .groups(List.<Group>of())
              .isTruncated(false)
              .build();
        });
    operations.on(
        ListMfaDevicesRequest.class,
        (request, call) ->
            ListMfaDevicesResponse.builder()
                .mfaDevices(List.<MFADevice>of())
                .isTruncated(false)
                .build());
    operations.on(
        ListVirtualMfaDevicesRequest.class,
        (request, call) ->
            ListVirtualMfaDevicesResponse.builder()
                .virtualMFADevices(List.<VirtualMFADevice>of())
                .isTruncated(false)
                .build());
    operations.on(
        ListSshPublicKeysRequest.class,
        (request, call) ->
            ListSshPublicKeysResponse.builder()
                .sshPublicKeys(List.<SSHPublicKeyMetadata>of())
                .isTruncated(false)
                .build());
    operations.on(
        ListSigningCertificatesRequest.class,
        (request, call) ->
            ListSigningCertificatesResponse.builder()
                .certificates(List.<SigningCertificate>of())
                .isTruncated(false)
                .build());
    operations.on(
        ListServiceSpecificCredentialsRequest.class,
        (request, call) ->
            ListServiceSpecificCredentialsResponse.builder()
                .serviceSpecificCredentials(List.<ServiceSpecificCredentialMetadata>of())
                .build());
    operations.on(
        GetLoginProfileRequest.class,
        (request, call) -> {
          throw noLoginProfile(String.valueOf(request.userName()));
        });
    operations.on(
        DeleteLoginProfileRequest.class,
        (request, call) -> {
          throw noLoginProfile(String.valueOf(request.userName()));
        });
  }

  private static AwsErrorException noLoginProfile(String user) {
    return IamErrors.noSuchEntity("Login Profile for User " + user + " cannot be found.");
  }

  private void require(String user, Call call) {
    IamState.of(store, call.account()).user(user);
  }
}
