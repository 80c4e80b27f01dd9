{{/* Names are fixed: the runbook's commands refer to them. */}}

{{- define "provisioning.selector" -}}
app: {{ .app }}
{{- end }}

{{/* Labels of an object. Argument: root, app. */}}
{{- define "provisioning.labels" -}}
app: {{ .app }}
app.kubernetes.io/name: {{ .app }}
app.kubernetes.io/part-of: beta9-provisioning
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* Labels of a pod: without versions, so that a new chart does not restart otherwise unchanged pods. */}}
{{- define "provisioning.podLabels" -}}
app: {{ .app }}
app.kubernetes.io/name: {{ .app }}
app.kubernetes.io/part-of: beta9-provisioning
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* The image of a role. Argument: root, name. */}}
{{- define "provisioning.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ index $image .name }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* The data of the ConfigMap. */}}
{{- define "provisioning.config" -}}
{{- $config := dict
      "LISTEN_ADDRESS" "0.0.0.0"
      "LISTEN_PORT" "8080"
      "LOG_FORMAT" "json"
      "WORKER_LISTEN_PORT" "8081"
      "WORKDIR_BASE" "/tmp/beta9-provisioning"
      "WORKDIR_LIMIT" (printf "%dMB" (mul (int .Values.worker.concurrency) .Values.worker.resources.perOperation.storageMiB))
      "WORKDIR_FREE_WARNING" (printf "%dMB" (div .Values.worker.resources.perOperation.storageMiB 2))
      "WORKDIR_FREE_MINIMUM" (printf "%dMB" (div .Values.worker.resources.perOperation.storageMiB 4))
      "WORKER_CONCURRENCY" (toString .Values.worker.concurrency) -}}
{{- if .Values.tls.secretName }}
{{- $_ := set $config "TLS_CERT_FILE" "/etc/provisioning/tls/tls.crt" }}
{{- $_ := set $config "TLS_KEY_FILE" "/etc/provisioning/tls/tls.key" }}
{{- else }}
{{- $_ := set $config "ALLOW_PLAIN_HTTP" "true" }}
{{- end }}
{{- with .Values.ingress.trustedProxies }}
{{- $_ := set $config "TRUSTED_PROXIES" (join "," .) }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- $text := ternary (printf "%.0f" $value) (toString $value) (kindIs "float64" $value) }}
{{- $_ := set $config $name $text }}
{{- end }}
{{- toYaml $config }}
{{- end }}

{{- define "provisioning.configName" -}}
provisioning-config-{{ include "provisioning.config" . | sha256sum | trunc 10 }}
{{- end }}

{{- define "provisioning.secretName" -}}
{{ .Values.secrets.existing | default "provisioning-secrets" }}
{{- end }}

{{/* The environment variables that refer to the mounted secrets. Argument: the keys. */}}
{{- define "provisioning.secretEnv" -}}
{{- range . }}
- name: {{ . }}_FILE
  value: /etc/provisioning/secrets/{{ . }}
{{- end }}
{{- end }}

{{/* The volume with the secrets. Argument: name, keys. */}}
{{- define "provisioning.secretVolume" -}}
- name: secrets
  secret:
    secretName: {{ .name }}
    defaultMode: 288 # 0440
    items:
      {{- range .keys }}
      - {key: {{ . }}, path: {{ . }}}
      {{- end }}
{{- end }}

{{/* The volume with the certificate of the ports. */}}
{{- define "provisioning.tlsVolume" -}}
{{- with .Values.tls.secretName }}
- name: tls
  secret:
    secretName: {{ . }}
    defaultMode: 288 # 0440
    items:
      - {key: tls.crt, path: tls.crt}
      - {key: tls.key, path: tls.key}
{{- end }}
{{- end }}

{{- define "provisioning.tlsMount" -}}
{{- if .Values.tls.secretName }}
- {name: tls, mountPath: /etc/provisioning/tls, readOnly: true}
{{- end }}
{{- end }}

{{/* How Prometheus connects to a port. */}}
{{- define "provisioning.scrapeTls" -}}
{{- if .Values.tls.secretName }}
scheme: https
tlsConfig:
  serverName: {{ .Values.tls.serverName | default (printf "provisioning-api.%s.svc" .Release.Namespace) | quote }}
  {{- with .Values.tls.caKey }}
  ca:
    secret: {name: {{ $.Values.tls.secretName }}, key: {{ . }}}
  {{- end }}
{{- end }}
{{- end }}

{{- define "provisioning.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "provisioning.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Spreads the pods of one version over zones and hosts. Argument: app. */}}
{{- define "provisioning.topologySpread" -}}
{{- $app := .app }}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {app: {{ $app }}}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}

{{/* Probes of a role. Argument: root, port (its name). */}}
{{- define "provisioning.probes" -}}
{{- $scheme := ternary ", scheme: HTTPS" "" (ne .root.Values.tls.secretName "") -}}
startupProbe:
  httpGet: {path: /health/live, port: {{ .port }}{{ $scheme }}}
  periodSeconds: 1
  timeoutSeconds: 2
  # The database may still be starting: a process waits a minute for it.
  failureThreshold: 90
readinessProbe:
  httpGet: {path: /health/ready, port: {{ .port }}{{ $scheme }}}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
livenessProbe:
  httpGet: {path: /health/live, port: {{ .port }}{{ $scheme }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{/* Annotations of a ServiceAccount. Argument: the values of the account. */}}
{{- define "provisioning.accountAnnotations" -}}
{{- $annotations := deepCopy .annotations }}
{{- with .roleArn }}{{ $_ := set $annotations "eks.amazonaws.com/role-arn" . }}{{ end }}
{{- if $annotations }}
annotations: {{- toYaml $annotations | nindent 2 }}
{{- end }}
{{- end }}

{{/* The keys of the Secret that the API mounts: it never has the rights of the owner of the tables. As JSON. */}}
{{- define "provisioning.apiKeys" -}}
{{- toJson (dict "keys" (without .Values.secrets.keys "DATABASE_MIGRATION_URL")) }}
{{- end }}

{{/* Those of a worker. */}}
{{- define "provisioning.workerKeys" -}}
{{- toJson (dict "keys" (without .Values.secrets.keys "DATABASE_MIGRATION_URL" "AUDIT_SIGNING_KEY" "WEBHOOK_ENCRYPTION_KEY" "CONSOLE_OIDC_CLIENT_SECRET")) }}
{{- end }}

{{/* Those of the migration. */}}
{{- define "provisioning.migrationKeys" -}}
{{- $keys := list "DATABASE_URL" }}
{{- range list "DATABASE_MIGRATION_URL" "DATABASE_CA" }}
{{- if has . $.Values.secrets.keys }}{{ $keys = append $keys . }}{{ end }}
{{- end }}
{{- toJson (dict "keys" $keys) }}
{{- end }}

{{/* Conditions that span several values. */}}
{{- define "provisioning.check" -}}
{{- $secrets := .Values.secrets }}
{{- if and $secrets.existing $secrets.values }}
{{- fail "set either secrets.existing or secrets.values, not both" }}
{{- end }}
{{- if not (or $secrets.existing $secrets.values) }}
{{- fail "secrets.existing is required: the name of a Secret with the keys DATABASE_URL and REDIS_URL (or set secrets.values)" }}
{{- end }}
{{- if $secrets.values }}
{{- range $secrets.keys }}
{{- if not (index $secrets.values .) }}
{{- fail (printf "secrets.values.%s is required, because secrets.keys contains %s" . .) }}
{{- end }}
{{- end }}
{{- range $key, $unused := $secrets.values }}
{{- if not (has $key $secrets.keys) }}
{{- fail (printf "secrets.values.%s has no effect: add %s to secrets.keys" $key $key) }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.tls }}
{{- if and .secretName .allowPlainHttp }}
{{- fail "set either tls.secretName or tls.allowPlainHttp, not both" }}
{{- end }}
{{- if not (or .secretName .allowPlainHttp) }}
{{- fail "tls.secretName is required: the name of a Secret of type kubernetes.io/tls with which API and workers encrypt their ports (or set tls.allowPlainHttp=true if API keys may cross the pod network unencrypted)" }}
{{- end }}
{{- end }}
{{- range $name, $unused := .Values.settings }}
{{- if has $name (list "TLS_CERT_FILE" "TLS_KEY_FILE") }}
{{- fail (printf "set tls.secretName instead of settings.%s" $name) }}
{{- end }}
{{- if eq $name "ALLOW_PLAIN_HTTP" }}
{{- fail "set tls.allowPlainHttp instead of settings.ALLOW_PLAIN_HTTP" }}
{{- end }}
{{- if eq $name "TRUSTED_PROXIES" }}
{{- fail "set ingress.trustedProxies instead of settings.TRUSTED_PROXIES" }}
{{- end }}
{{- if or (has $name (list "DATABASE_URL" "DATABASE_READ_URL" "DATABASE_MIGRATION_URL" "REDIS_URL" "AUDIT_SIGNING_KEY" "WEBHOOK_ENCRYPTION_KEY")) (and (hasSuffix "_FILE" $name) (not (has $name (list "AUDIT_HEADS_FILE" "TERRAFORM_PROVIDER_LOCK_FILE")))) }}
{{- fail (printf "settings.%s is secret: use secrets.existing or secrets.values" $name) }}
{{- end }}
{{- if eq $name "MANAGEMENT_PORT" }}
{{- fail "settings.MANAGEMENT_PORT is not supported: Prometheus scrapes /metrics on the port of the API, as up{job=\"provisioning-api\"}; networkPolicy.metricsFrom restricts who reaches it" }}
{{- end }}
{{- if eq $name "WORKER_CONCURRENCY" }}
{{- fail "set worker.concurrency instead of settings.WORKER_CONCURRENCY: memory and storage follow from it" }}
{{- end }}
{{- if has $name (list "LISTEN_ADDRESS" "LISTEN_PORT" "WORKER_LISTEN_PORT" "WORKDIR_BASE" "WORKDIR_LIMIT" "WORKER_DRAIN_SECONDS" "POD_NAME" "POD_NAMESPACE" "POD_UID" "POD_DELETION_COST") }}
{{- fail (printf "settings.%s is set by the chart and cannot be changed" $name) }}
{{- end }}
{{- end }}
{{- with .Values.autoscaling }}
{{- if and .api.enabled (gt (int .api.minReplicas) (int .api.maxReplicas)) }}
{{- fail "autoscaling.api.minReplicas must not be greater than autoscaling.api.maxReplicas" }}
{{- end }}
{{- if .worker.enabled }}
{{- if gt (int .worker.minReplicas) (int .worker.maxReplicas) }}
{{- fail "autoscaling.worker.minReplicas must not be greater than autoscaling.worker.maxReplicas" }}
{{- end }}
{{- if eq .worker.mode "keda-redis" }}
{{- if not .worker.redis.address }}
{{- fail "autoscaling.worker.redis.address is required for the mode keda-redis: host:port of Redis" }}
{{- end }}
{{- if not .worker.redis.secret }}
{{- fail "autoscaling.worker.redis.secret is required for the mode keda-redis: a Secret with the password of Redis" }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.networkPolicy }}
{{- if and .enabled (or (not .apiServer.serviceIP) (not .apiServer.endpoints)) }}
{{- fail "networkPolicy.apiServer.serviceIP and networkPolicy.apiServer.endpoints are required: 'kubectl get service kubernetes -n default' and 'kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes' print them (or set networkPolicy.enabled=false)" }}
{{- end }}
{{- end }}
{{- with .Values.monitoring.rules }}
{{- if and .enabled (not .runbookUrl) }}
{{- fail "monitoring.rules.runbookUrl is required: the address at which your team reads docs/runbook.md" }}
{{- end }}
{{- end }}
{{- with .Values.ingress }}
{{- if and .enabled (not .host) }}
{{- fail "ingress.host is required: the host name of the API" }}
{{- end }}
{{- if and .enabled (not .trustedProxies) }}
{{- fail "ingress.trustedProxies is required: the addresses or CIDR ranges of the ingress controller's pods, without which all clients share the limits of its address" }}
{{- end }}
{{- if and .enabled .certificate.enabled (not .certificate.issuer.name) }}
{{- fail "ingress.certificate.issuer.name is required: the name of a cert-manager issuer (or set ingress.certificate.enabled=false and create the Secret provisioning-api-tls)" }}
{{- end }}
{{- end }}
{{- end }}
