package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.SdkShapes;
import java.lang.reflect.Field;
import java.util.List;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.protocols.core.OperationInfo;

/**
 * An operation of an API as described by the SDK.
 *
 * @param name the name on the wire, for example {@code CreateDBInstance}
 * @param info the SDK's operation binding: HTTP method, path, action and version
 */
public record ApiOperation(
    String name,
    Class<? extends AwsRequest> request,
    List<SdkField<?>> fields,
    OperationInfo info) {

  /**
   * Returns the operation of a request class.
   *
   * @throws IllegalStateException if this version of the SDK stores its bindings elsewhere
   */
  static ApiOperation of(Class<? extends AwsRequest> request) {
    OperationInfo info = binding(request);
    String identifier = info.operationIdentifier();
    String simple = request.getSimpleName();
    String name =
        identifier == null
            ? simple.substring(0, simple.length() - "Request".length())
            : identifier.substring(identifier.lastIndexOf('.') + 1);
    return new ApiOperation(name, request, SdkShapes.builderOf(request).sdkFields(), info);
  }

  /**
   * Returns the request class's name without its suffix; it can differ from the action name in
   * case.
   */
  static String key(Class<? extends AwsRequest> request) {
    String simple = request.getSimpleName();
    return simple.substring(0, simple.length() - "Request".length());
  }

  private static OperationInfo binding(Class<? extends AwsRequest> request) {
    String models = request.getPackageName();
    String marshaller =
        models.substring(0, models.lastIndexOf('.'))
            + ".transform."
            + request.getSimpleName()
            + "Marshaller";
    try {
      Field binding =
          Class.forName(marshaller, true, request.getClassLoader())
              .getDeclaredField("SDK_OPERATION_BINDING");
      binding.setAccessible(true);
      return (OperationInfo) binding.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This version of the AWS SDK has no SDK_OPERATION_BINDING in " + marshaller, e);
    }
  }
}
