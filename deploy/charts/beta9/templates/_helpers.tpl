{{/* Fixed names: the IAM role trusts these service accounts, and Beta9 refers to this Service. */}}
{{- define "beta9.gateway" -}}beta9-gateway{{- end }}
{{- define "beta9.worker" -}}beta9-worker{{- end }}

{{/* The tag of an image, and its digest if it is known: the digest decides what is pulled. */}}
{{- define "beta9.tag" -}}{{ .tag }}{{ with .digest }}@{{ . }}{{ end }}{{- end }}

{{/* A repository, given the root context and an image; a mirror replaces the host of the registry. */}}
{{- define "beta9.repository" -}}
{{- $repository := (index . 1).repository -}}
{{- with (index . 0).Values.imageRegistry -}}
{{ . }}/{{ regexReplaceAll "^[^/]+/" $repository "" }}
{{- else -}}
{{ $repository }}
{{- end -}}
{{- end }}
{{- define "beta9.image" -}}{{ include "beta9.repository" . }}:{{ include "beta9.tag" (index . 1) }}{{- end }}

{{/* Selects the gateway's pods. */}}
{{- define "beta9.selector" -}}
app.kubernetes.io/name: beta9
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end }}

{{- define "beta9.labels" -}}
app.kubernetes.io/name: beta9
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.image.gateway.tag | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Whether the load balancer terminates TLS. Independent of exposure.enabled, so that exposing
     Beta9 does not restart the gateway. */}}
{{- define "beta9.tls" -}}{{ if .Values.exposure.certificateArn }}true{{ else }}false{{ end }}{{- end }}
{{- define "beta9.httpPort" -}}{{ if .Values.exposure.certificateArn }}{{ .Values.exposure.httpPort }}{{ else }}1994{{ end }}{{- end }}
{{- define "beta9.grpcPort" -}}{{ if .Values.exposure.certificateArn }}{{ .Values.exposure.grpcPort }}{{ else }}1993{{ end }}{{- end }}

{{/* Validates the secrets. The schema cannot, because its error message would contain the secret. */}}
{{- define "beta9.checkSecrets" -}}
{{- if not (regexMatch "^[A-Za-z0-9]+$" .Values.database.password) }}
{{- fail "database.password must consist of letters and digits" }}
{{- end }}
{{- if not (regexMatch "^[A-Za-z0-9]+$" .Values.redis.password) }}
{{- fail "redis.password must consist of letters and digits" }}
{{- end }}
{{- if not (regexMatch "^sk_[A-Za-z0-9+/]{43}=$" .Values.database.encryptionKey) }}
{{- fail "database.encryptionKey must be sk_ followed by 32 bytes in base64" }}
{{- end }}
{{- end }}
