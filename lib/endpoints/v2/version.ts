/** The version of Batch's newer platform that is spoken: the newest whose pages can be read. https://doc.batch.com/developer/api/cep */
export const CEP_VERSION = '2.11';
